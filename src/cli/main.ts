import { readFileSync } from 'node:fs';

/** Runs the command line. `argv` holds the arguments alone, without the names of node and of the script. */
export async function main(argv: string[]): Promise<void> {
  const [first] = argv;
  if (first === '--version' || first === '-V') {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    console.log((JSON.parse(text) as { version: string }).version);
  } else if (first === '--help' || first === '-h') {
    console.log('Usage: hibiscus <study|diagnose|fit|predict|evaluate> <data> [options]');
  } else {
    console.error(`hibiscus: unknown command: ${first ?? '(none)'}. Try "hibiscus --help".`);
    process.exitCode = 2;
  }
}
