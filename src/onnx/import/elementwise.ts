import type { ImportContext, Importer, Importers } from './operand.ts';
import { numbersOf } from './operand.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { abs } from '../../ops/elementwise/abs.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { erf } from '../../ops/elementwise/erf.ts';
import { exp } from '../../ops/elementwise/exp.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { log } from '../../ops/elementwise/log.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { neg } from '../../ops/elementwise/neg.ts';
import { relu } from '../../ops/elementwise/relu.ts';
import { sigmoid } from '../../ops/elementwise/sigmoid.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { tanh } from '../../ops/elementwise/tanh.ts';
import { where } from '../../ops/elementwise/where.ts';

const unary =
  (apply: (x: Value) => Value): Importer =>
  (context) =>
    apply(context.value(0));

const binary =
  (apply: (a: Value, b: Value) => Value): Importer =>
  (context) =>
    apply(context.value(0), context.value(1));

/** An op of one or more inputs, taken two at a time. */
const variadic =
  (apply: (a: Value, b: Value) => Value): Importer =>
  ({ node, value }) =>
    node.inputs.map((_, i) => value(i)).reduce((a, b) => apply(a, b));

/** max(0, min(1, α·x + β)) */
const hardSigmoid = (x: Value, alpha: number, beta: number): Value =>
  maximum(minimum(add(mul(x, alpha), beta), 1), 0);

/** x between the bounds that are given. */
function clip(context: ImportContext): Value {
  const bound = (index: number) => {
    if (!context.has(index)) return undefined;
    const values = numbersOf(context.constant(index));
    return values.length === 1 ? values[0]! : context.fail('the bounds must be single numbers.');
  };
  const [low, high] = [bound(1), bound(2)];
  const raised = low === undefined ? context.value(0) : maximum(context.value(0), low);
  return high === undefined ? raised : minimum(raised, high);
}

/** x^k for the exponents that networks are made with. */
function power(context: ImportContext): Value {
  const x = context.value(0);
  const exponents = numbersOf(context.constant(1));
  const [k] = [exponents[0]];
  if (exponents.length !== 1) return context.fail('the exponent must be one number.');
  if (k === 0.5) return sqrt(x);
  if (k === -0.5) return div(1, sqrt(x));
  if (k === 1) return x;
  if (k === 2) return mul(x, x);
  if (k === 3) return mul(mul(x, x), x);
  return context.fail(`the exponent must be 0.5, -0.5, 1, 2 or 3. Received ${k}.`);
}

function gelu(context: ImportContext): Value {
  const x = context.value(0);
  const inner =
    context.text('approximate', 'none') === 'tanh'
      ? tanh(mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI)))
      : erf(mul(x, Math.SQRT1_2));
  return mul(mul(x, 0.5), add(inner, 1));
}

/** Ops that act on each element. */
export const elementwise: Importers = {
  Abs: unary(abs),
  Clip: clip,
  Erf: unary(erf),
  Exp: unary(exp),
  Gelu: gelu,
  HardSigmoid: (context) =>
    hardSigmoid(context.value(0), context.float('alpha', 0.2), context.float('beta', 0.5)),
  HardSwish: (context) => mul(context.value(0), hardSigmoid(context.value(0), 1 / 6, 0.5)),
  LeakyRelu(context) {
    const x = context.value(0);
    return where(greater(x, constant(0)), x, mul(x, context.float('alpha', 0.01)));
  },
  Log: unary(log),
  Max: variadic(maximum),
  Min: variadic(minimum),
  Neg: unary(neg),
  PRelu(context) {
    const x = context.value(0);
    return where(greater(x, constant(0)), x, mul(x, context.parameter(1, 'scale')));
  },
  Pow: power,
  Reciprocal: unary((x) => div(1, x)),
  Relu: unary(relu),
  Sigmoid: unary(sigmoid),
  Sqrt: unary(sqrt),
  Sum: variadic(add),
  Tanh: unary(tanh),
  // The vector that is added after a product is its bias; other constants of the file stay as they are.
  Add: (context) => add(addend(context, 0), addend(context, 1)),
  Div: binary(div),
  Mul: binary(mul),
  Sub: binary(sub),
};

function addend(context: ImportContext, index: 0 | 1): Value {
  const given = context.operand(index);
  const isVector =
    given?.kind === 'constant' && given.tensor.dims.length === 1 && given.tensor.data.length > 1;
  const other = context.operand(index === 0 ? 1 : 0);
  const afterProduct = other?.kind === 'value' && other.value.op.name === 'matmul';
  return isVector && afterProduct ? context.parameter(index, 'bias') : context.value(index);
}
