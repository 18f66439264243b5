import * as samples from '../../data/samples/index.ts';
import { checkCount, type Sample } from '../../data/samples/sample.ts';
import { writeFiles } from '../../data/sources/writeFiles.ts';
import { nearest, OptionError } from '../../util/errors.ts';

export interface SampleFlags {
  readonly out: string;
  readonly seed: number;
  readonly count?: number;
}

const known: Readonly<Record<string, Sample>> = { ...samples };

/** The sets there are, one a line, for the help. */
export const sampleList = (): string =>
  Object.values(known)
    .map(
      ({ name, explanation, defaultCount }) => `  ${name.padEnd(9)} ${explanation}; ${defaultCount} examples`,
    )
    .join('\n');

/** `hibiscus sample`. */
export async function sample(name: string, flags: SampleFlags): Promise<void> {
  const set = Object.hasOwn(known, name) ? known[name]! : undefined;
  if (!set) {
    const near = nearest(name, Object.keys(known));
    throw new OptionError(
      `sample: the name must be one of ${Object.keys(known).join(', ')}. Received "${name}".` +
        (near === undefined ? '' : ` Did you mean "${near}"?`),
    );
  }
  const options = { seed: flags.seed, count: flags.count ?? set.defaultCount };
  checkCount(set, options.count);
  const files = await writeFiles(flags.out, set.make(options));
  process.stdout.write(
    `${files} files written to ${flags.out} (seed ${flags.seed}).\nNext: hibiscus study ${set.use(flags.out)}\n`,
  );
}
