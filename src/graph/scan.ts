import type { Graph } from './graph.ts';
import { inputName } from './value.ts';
import { ShapeError } from '../util/errors.ts';
import { sameShape, shapeText } from '../util/shape.ts';

/**
 * A graph run many times in one call: the shape of a training epoch.
 *
 * Each input of `body` has one of three roles: carried (its value after a step is the output that `carried` names),
 * per step (fed as [steps, …], one slice a step) or shared (the same at every step). Outputs that are not carried are
 * collected as [steps, …].
 */
export interface Scan {
  readonly body: Graph;
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
  const carriedOutputs = new Set(Object.values(carried));
  return Object.freeze({
    body,
    carried: Object.freeze({ ...carried }),
    perStep: Object.freeze([...perStep]),
    shared: [...byName.keys()].filter((name) => !(name in carried) && !perStep.includes(name)),
    collected: Object.keys(body.outputs).filter((name) => !carriedOutputs.has(name)),
  });
}
