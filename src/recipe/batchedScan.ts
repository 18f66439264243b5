import { makeScan, type Scan } from '../graph/scan.ts';
import { simplify } from '../graph/simplify.ts';
import * as rewrites from '../ops/rewrites/index.ts';
import { vmap } from '../ops/vmap.ts';

/**
 * `count` runs of a scan, step by step in one program: what is carried, fed per step or collected has an axis of runs
 * ([count, …], [steps, count, …]); what is shared is the same for all. Packs come in and go out as they lie, [count, length].
 *
 * @throws {ShapeError} an op of the body cannot be computed for several runs at once; the message names it.
 */
export function batchedScan(scan: Scan, count: number): Scan {
  // Of the simplified body, so that the order of operations, and with it the rounding, is that of a run alone.
  const body = simplify(vmap(scan.body, count, scan.shared), Object.values(rewrites));
  return makeScan(body, scan.carried, scan.perStep);
}
