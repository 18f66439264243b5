// shared within this room
import type { Op, Value } from '../../graph/types.ts';
import { constantArray, sameType } from '../../graph/value.ts';

/** Whether a value is a node of an op. */
export const isOf = (value: Value, { op }: { readonly op: unknown }): boolean => value.op === (op as Op);

/** The number that a scalar constant holds, undefined for any other value. */
export function scalarOf(value: Value): number | undefined {
  const array = constantArray(value);
  return array?.data.length === 1 && array.shape.length === 0 ? array.data[0] : undefined;
}

/** Whether all elements of a constant are one number (0 and −0 are told apart). */
export function isConstant(value: Value, number: number): boolean {
  const array = constantArray(value);
  return array !== undefined && array.data.length > 0 && array.data.every((x) => Object.is(x, number));
}

/** `replacement`, where it is a full stand-in for the value: of its type. */
export const standIn = (value: Value, replacement: Value): Value | undefined =>
  sameType(value, replacement) ? replacement : undefined;

/** Whether a value is no computation: a constant. */
export const isConstantValue = (value: Value): boolean => constantArray(value) !== undefined;
