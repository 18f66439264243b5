import * as samples from '../data/samples/index.ts';
import type { Sample } from '../data/samples/sample.ts';

/** The made-up sets by name. Apart from the command, so that help does not load what writes pictures. */
export const knownSamples: Readonly<Record<string, Sample>> = { ...samples };

/** The sets there are, one a line, for the help. */
export const sampleList = (): string =>
  Object.values(knownSamples)
    .map(
      ({ name, explanation, defaultCount }) => `  ${name.padEnd(9)} ${explanation}; ${defaultCount} examples`,
    )
    .join('\n');
