// From the start of a process to its first training step, and of the built command to its first answer.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, spread } from './statistics.ts';

export const title =
  'process start to the first training step, beside PyTorch, and start of the built command';

const root = fileURLToPath(new URL('..', import.meta.url));
const python = process.env.HIBISCUS_PYTHON ?? 'python3';
const rounds = 5;

/** The first row of the engine bench, by the built package's public names. */
const ours = `
import { fit, fromArrays, nodeRuntime, recipe } from './dist/index.js';
const rows = Array.from({ length: 256 }, (_, n) => Array.from({ length: 32 }, (_, i) => Math.sin(n * i)));
const labels = rows.map((_, n) => String(n % 2));
const columns = rows[0].map((_, i) => 'x' + i);
await fit({ train: fromArrays({ columns, rows, labels }) }, recipe({
  architecture: { name: 'mlp', size: 128, batchNorm: true }, dropout: 0.3, batchSize: 256, epochs: 1,
}), { runtime: nodeRuntime() });
`;
const theirs = `
import torch
from torch import nn
hidden = lambda a: [nn.Linear(a, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.3)]
model = nn.Sequential(*hidden(32), *hidden(128), nn.Linear(128, 2))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.rand(256, 32), torch.arange(256) % 2
nn.functional.cross_entropy(model(x), y).backward()
optimizer.step()
`;

export async function run(): Promise<void> {
  if (spawnSync(process.execPath, ['scripts/build.js'], { cwd: root, stdio: 'inherit' }).status !== 0)
    throw new Error('the build failed');
  const time = (command: string, args: readonly string[]): number | undefined => {
    const start = performance.now();
    const { status } = spawnSync(command, args, { cwd: root, stdio: 'ignore' });
    return status === 0 ? performance.now() - start : undefined;
  };
  const measured: Record<string, number[]> = {};
  const commands: Record<string, [string, string[]]> = {
    'hibiscus, first step': [process.execPath, ['--input-type=module', '-e', ours]],
    'PyTorch, first step': [python, ['-c', theirs]],
    'hibiscus --version': [process.execPath, ['bin/hibiscus.js', '--version']],
    'bare Node': [process.execPath, ['-e', '0']],
  };
  for (let round = 0; round <= rounds; round++)
    for (const [name, [command, args]] of Object.entries(commands)) {
      const ms = time(command, args);
      // The first round fills the caches of the disk.
      if (ms !== undefined && round > 0) (measured[name] ??= []).push(ms);
    }
  for (const name of Object.keys(commands))
    console.log(`${name.padEnd(22)} ${measured[name] ? spread(measured[name]) : 'not found here'}`);
  const [a, b] = [measured['hibiscus, first step'], measured['PyTorch, first step']];
  if (a && b) console.log(`ratio ${(median(b) / median(a)).toFixed(2)}`);
}
