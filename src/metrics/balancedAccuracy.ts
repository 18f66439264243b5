import type { Metric } from './metric.ts';
import { argmax } from './argmax.ts';

/** Mean over the classes that occur of the share of each that is recognised: chance level whatever their sizes. */
export const balancedAccuracy: Metric = Object.freeze({
  name: 'balancedAccuracy',
  better: 'higher',
  evaluate(predictions, width, targets) {
    const [right, all] = [new Float64Array(width), new Float64Array(width)];
    for (let n = 0; n < targets.length; n++) {
      const label = targets[n]!;
      all[label]!++;
      if (argmax(predictions, n * width, width) === label) right[label]!++;
    }
    const occurring = [...all.keys()].filter((label) => all[label]! > 0);
    return occurring.reduce((sum, label) => sum + right[label]! / all[label]!, 0) / occurring.length;
  },
} satisfies Metric);
