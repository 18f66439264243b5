import { knownSamples } from '../knownSamples.ts';
import { checkCount } from '../../data/samples/sample.ts';
import { writeFiles } from '../../data/sources/writeFiles.ts';
import { nearest, OptionError } from '../../util/errors.ts';

export interface SampleFlags {
  readonly out: string;
  readonly seed: number;
  readonly count?: number;
}

/** `hibiscus sample`. */
export async function sample(name: string, flags: SampleFlags): Promise<void> {
  const set = Object.hasOwn(knownSamples, name) ? knownSamples[name]! : undefined;
  if (!set) {
    const near = nearest(name, Object.keys(knownSamples));
    throw new OptionError(
      `sample: the name must be one of ${Object.keys(knownSamples).join(', ')}. Received "${name}".` +
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
