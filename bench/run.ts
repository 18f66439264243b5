// Steps a second against PyTorch eager, in one run, measured in turns; and the time the built command takes to start.
// PyTorch is looked for in the Python named by HIBISCUS_PYTHON, else in python3; without it only our side is shown.
// `npm run bench`
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { stepMs, works, type Work } from './steps.ts';

const rounds = 5;
const python = process.env.HIBISCUS_PYTHON ?? 'python3';
const peer = fileURLToPath(new URL('./peers/torch_step.py', import.meta.url));

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const text = (values: readonly number[]): string =>
  `${median(values).toFixed(3)} ms (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;

/** Milliseconds a step in PyTorch, or undefined where it is not installed. */
function torchMs({ name, batch, steps }: Work, threads: number): { ms: number; version: string } | undefined {
  const { status, stdout } = spawnSync(python, [peer, name, String(batch), String(threads), String(steps)], {
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  const [ms, version] = stdout.trim().split(' ');
  return { ms: Number(ms), version: version! };
}

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`,
);
for (const work of works)
  for (const threads of new Set([1, availableParallelism()])) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    let version: string | undefined;
    for (let round = 0; round < rounds; round++) {
      ours.push(await stepMs(work, threads));
      const torch = torchMs(work, threads);
      if (torch) {
        theirs.push(torch.ms);
        version = torch.version;
      }
    }
    console.log(`\n${work.title}, batch ${work.batch}, ${threads} thread${threads > 1 ? 's' : ''}`);
    console.log(`  hibiscus  ${text(ours)} a step`);
    if (version === undefined) {
      console.log(`  PyTorch is not installed in ${python}; set HIBISCUS_PYTHON to compare.`);
      continue;
    }
    const ratios = theirs.map((ms, i) => ms / ours[i]!);
    console.log(`  PyTorch ${version} eager  ${text(theirs)} a step`);
    console.log(
      `  hibiscus does ${median(ratios).toFixed(2)} times the steps (pairs: ${ratios.map((r) => r.toFixed(2)).join(', ')})`,
    );
  }

const bin = fileURLToPath(new URL('../bin/hibiscus.js', import.meta.url));
// Built afresh: a checkout whose dist/ is older than its sources runs the sources.
const isBuilt =
  spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.js', import.meta.url))]).status === 0;
const time = (args: readonly string[]): number => {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
};
if (isBuilt) {
  const started = Array.from({ length: 9 }, () => time([bin, '--version']));
  const bare = Array.from({ length: 9 }, () => time(['-e', '0']));
  console.log(`\nhibiscus --version, built  ${text(started)}; bare Node ${text(bare)}`);
} else console.log('\nhibiscus --version: the build failed, so the start is not measured.');
