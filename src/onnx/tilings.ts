import type { Op, Value } from '../graph/types.ts';
import { slice } from '../ops/movement/slice.ts';

interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

const cutOf = (value: Value): Cut => value.attributes as Cut;

/**
 * Slices that lie side by side and together are all of an axis, by each of them, in their order: ONNX has one `Split`
 * for them, which costs less than as many `Slice`.
 */
export function tilings(values: readonly Value[]): ReadonlyMap<Value, readonly Value[]> {
  const siblings = new Map<Value, Value[]>();
  for (const value of values) {
    if (value.op !== (slice.op as Op) || cutOf(value).step !== 1) continue;
    const [x] = value.inputs as [Value];
    const known = siblings.get(x);
    if (known) known.push(value);
    else siblings.set(x, [value]);
  }
  const found = new Map<Value, readonly Value[]>();
  for (const [x, slices] of siblings) {
    const { axis } = cutOf(slices[0]!);
    slices.sort((a, b) => cutOf(a).start - cutOf(b).start);
    let end = 0;
    const areSideBySide = slices.every((value) => {
      const cut = cutOf(value);
      const fits = cut.axis === axis && cut.start === end;
      end += cut.count;
      return fits;
    });
    if (areSideBySide && end === x.shape[axis]) for (const value of slices) found.set(value, slices);
  }
  return found;
}
