import type { NdArray, Op, Value } from './types.ts';
import { constantArray, inputOp } from './value.ts';

/** Constants up to this many elements are compared by their elements, larger ones by being the same array. */
const comparedElements = 64;

/**
 * A function that gives, for values with the same op, inputs and attributes, always the first of them. Every op is a
 * pure function (a random one of its key), so they are equal.
 */
export function makeShare(): (value: Value) => Value {
  const firsts = new Map<string, Value>();
  // A value that is first stays so: in a later pass its key need not be made again.
  const known = new Set<Value>();
  const numbers = new Map<object, number>();
  const numberOf = (thing: object): number => {
    const number = numbers.get(thing);
    if (number !== undefined) return number;
    numbers.set(thing, numbers.size);
    return numbers.size - 1;
  };
  const keyOf = (value: Value): string => {
    const array = constantArray(value);
    const attributes = array ? arrayKey(array, numberOf) : textOf(value.attributes);
    return `${numberOf(value.op)}(${value.inputs.map(numberOf).join()})${attributes}`;
  };
  return (value) => {
    if (known.has(value)) return value;
    if (value.op !== (inputOp as Op)) {
      const key = keyOf(value);
      const first = firsts.get(key);
      if (first) return first;
      firsts.set(key, value);
    }
    known.add(value);
    return value;
  };
}

// Values are immutable and live through many passes, so the text of their attributes is made once.
const texts = new WeakMap<object, string>();

function textOf(attributes: object): string {
  const known = texts.get(attributes);
  if (known !== undefined) return known;
  const text = JSON.stringify(attributes, (_, part: unknown) => (Object.is(part, -0) ? '-0' : part));
  texts.set(attributes, text);
  return text;
}

function arrayKey(array: NdArray, numberOf: (thing: object) => number): string {
  const type = `${array.dtype}[${array.shape.join()}]`;
  if (array.data.length > comparedElements) return `${type}@${numberOf(array.data)}`;
  // A zero with a sign is another number: 1/−0 is −∞.
  return type + Array.from(array.data, (x) => (Object.is(x, -0) ? '-0' : String(x))).join();
}
