import type { Parameters, PreparedPart } from './evaluate.ts';
import { sensitivityProgram, stateName, type Network } from '../recipe/compile.ts';
import { float32, type Runtime, type Tensor } from '../runtime/runtime.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { elementCount } from '../util/shape.ts';

/** Examples that are looked at, the first of the part, and directions drawn for each. */
const most = 64;
const probes = 2;

/** Measures how sensitive a network is to its input, as it learns. */
export interface SensitivityMeter {
  /** Root mean square over examples of the Frobenius norm of the outputs' Jacobian by the prepared inputs. */
  measure(weights: Parameters): Promise<number>;
  dispose(): Promise<void>;
}

/**
 * How far the outputs (before softmax) move for a small step of the prepared input, in the worst of ways and all others
 * together: the norm of the Jacobian, which is small for networks that generalise and is what L1 and L2 hold down.
 *
 *     ‖J‖² = E ‖Jᵀ v‖²   over random signs v (Hutchinson 1990)
 *
 * The same signs at each call, so that epochs are compared on the same footing. Undefined for what takes numbers of words.
 *
 * @see Novak et al. 2018, "Sensitivity and generalization in neural networks: an empirical study".
 */
export async function sensitivityMeter(
  net: Network,
  part: PreparedPart,
  runtime: Runtime,
): Promise<SensitivityMeter | undefined> {
  const size = Math.min(most, part.size);
  const graph = sensitivityProgram(net, size);
  if (!graph) return undefined;
  const program = await runtime.compile(graph);
  const length = elementCount(net.exampleShape);
  const features = float32((part.features as Float32Array).subarray(0, size * length), [
    size,
    ...net.exampleShape,
  ]);
  const { target } = net.preparation;
  const outputs = target.kind === 'classes' ? target.classes.length : 1;
  const signs = Array.from({ length: probes }, (_, k) => {
    const key = randomKey('sensitivity', k);
    return float32(
      Float32Array.from({ length: size * outputs }, (__, i) => (uniformAt(key, i) < 0.5 ? -1 : 1)),
      [size, outputs],
    );
  });
  return {
    async measure(weights) {
      const feeds: Record<string, Tensor> = { features };
      for (const [path, { shape }] of Object.entries(net.specs))
        feeds[stateName.parameter(path)] = float32(weights[path]!, shape);
      let squares = 0;
      for (const directions of signs) {
        const { pulled } = await program.run({ ...feeds, directions });
        for (const slope of pulled!.data as Float32Array) squares += slope * slope;
      }
      return Math.sqrt(squares / (probes * size));
    },
    dispose: () => program.dispose(),
  };
}
