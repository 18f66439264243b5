// `npm run bench` lists the benches; `npm run bench -- engine` runs one. A bench is a file of this folder that exports
// `title` and `run(args)`.
import { readdirSync } from 'node:fs';
import { OptionError } from '../src/util/errors.ts';

interface Bench {
  readonly title: string;
  run(args: readonly string[]): Promise<void>;
}

const words = readdirSync(new URL('.', import.meta.url))
  .filter((name) => name.endsWith('.ts') && name !== 'run.ts')
  .map((name) => name.slice(0, -3));
const [word, ...args] = process.argv.slice(2);
const load = async (name: string) => (await import(`./${name}.ts`)) as Partial<Bench>;

if (word === undefined) {
  console.log('npm run bench -- <word> [options]\n');
  for (const name of words) {
    const { title, run } = await load(name);
    if (run) console.log(`  ${name.padEnd(12)} ${title}`);
  }
} else {
  const { run } = words.includes(word) ? await load(word) : {};
  if (!run) {
    console.error(`bench: "${word}" is not a bench. \`npm run bench\` lists them.`);
    process.exitCode = 2;
  } else
    try {
      await run(args);
    } catch (error) {
      // A wrong option; anything else is a fault of the bench and keeps its stack.
      const isOption =
        error instanceof RangeError ||
        error instanceof OptionError ||
        String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
      if (!isOption) throw error;
      console.error(`bench: ${(error as Error).message}`);
      process.exitCode = 2;
    }
}
