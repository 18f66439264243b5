import type { Graph } from './graph.ts';
import { inputName } from './value.ts';
import { ShapeError } from '../util/errors.ts';
import { elementCount, sameShape, shapeText } from '../util/shape.ts';

/** One part of a pack: its names outside before and after the steps, and its shape. */
export interface PackMember {
  readonly from: string;
  readonly to: string;
  readonly shape: readonly number[];
}

/**
 * Carried float32 vectors that hold several tensors end to end: outside they are fed and given back one by one, inside
 * one operation acts on all of them.
 */
export type Packs = Readonly<Record<string, readonly PackMember[]>>;

/**
 * A graph run many times in one call: the shape of a training epoch.
 *
 * Each input of `body` has one of three roles: carried (its value after a step is the output that `carried` names),
 * per step (fed as [steps, …], one slice a step) or shared (the same at every step). Outputs that are not carried are
 * collected as [steps, …].
 */
export interface Scan {
  readonly body: Graph;
  /** Carried vectors of the body that are made of several tensors outside, by their input name. */
  readonly packs: Packs;
  /** Input name → output name. */
  readonly carried: Readonly<Record<string, string>>;
  readonly perStep: readonly string[];
  readonly shared: readonly string[];
  /** Names of the outputs collected over the steps. */
  readonly collected: readonly string[];
}

/** A scan, its roles checked. @throws {ShapeError} a role is missing, doubled, or a carried type changes in a step. */
export function makeScan(
  body: Graph,
  carried: Readonly<Record<string, string>>,
  perStep: readonly string[],
  packs: Packs = {},
): Scan {
  const byName = new Map(body.inputs.map((value) => [inputName(value), value]));
  for (const name of [...Object.keys(carried), ...perStep])
    if (!byName.has(name)) throw new ShapeError(`scan ${body.name}: "${name}" is not an input of the body.`);
  for (const [from, to] of Object.entries(carried)) {
    const before = byName.get(from)!;
    const after = body.outputs[to];
    if (!after) throw new ShapeError(`scan ${body.name}: "${to}" is not an output of the body.`);
    if (before.dtype !== after.dtype || !sameShape(before.shape, after.shape))
      throw new ShapeError(
        `scan ${body.name}: "${from}" must keep its type over a step. It begins as ${before.dtype}` +
          `${shapeText(before.shape)} and ends as ${after.dtype}${shapeText(after.shape)}.`,
      );
    if (perStep.includes(from)) throw new ShapeError(`scan ${body.name}: "${from}" has two roles.`);
  }
  const outside = new Set([...byName.keys(), ...Object.keys(body.outputs)]);
  for (const [name, members] of Object.entries(packs)) {
    const vector = byName.get(name);
    const length = members.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    if (!(name in carried) || vector?.dtype !== 'float32' || !sameShape(vector.shape, [length]))
      throw new ShapeError(
        `scan ${body.name}: the pack "${name}" must be a carried float32 vector of ${length} elements.`,
      );
    for (const part of members.flatMap(({ from, to }) => [from, to])) {
      if (outside.has(part)) throw new ShapeError(`scan ${body.name}: "${part}" has two roles.`);
      outside.add(part);
    }
  }
  const carriedOutputs = new Set(Object.values(carried));
  return Object.freeze({
    body,
    packs: Object.freeze({ ...packs }),
    carried: Object.freeze({ ...carried }),
    perStep: Object.freeze([...perStep]),
    shared: [...byName.keys()].filter((name) => !(name in carried) && !perStep.includes(name)),
    collected: Object.keys(body.outputs).filter((name) => !carriedOutputs.has(name)),
  });
}

/** What is carried as it is fed and given back: the members of packs instead of the packs. */
export const carriedOutside = ({ body, carried, packs }: Scan): readonly PackMember[] =>
  Object.entries(carried).flatMap(
    ([from, to]) => packs[from] ?? [{ from, to, shape: body.outputs[to]!.shape as readonly number[] }],
  );
