// Whether a diagnosis names what was planted: 22 kinds of cases over tables, pictures and texts, several seeds each.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { draws, kinds, planted, type Verdict } from './plantedCases.ts';
import { auditData } from '../src/data/auditData.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { inlineExecutor } from '../src/study/executors/inline.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { wilsonInterval } from '../src/study/statistics.ts';
import { diagnose } from '../src/study/study.ts';

export const title = 'verdicts on planted cases: the confusion table, and how often "overfits" is wrong';

interface Answer {
  readonly kind: string;
  readonly plant: string;
  readonly seed: number;
  readonly truth: Verdict;
  readonly said: Verdict;
  readonly train: number;
  readonly validation: number;
}

async function answerTo(kind: keyof typeof kinds, plant: string, seed: number): Promise<Answer | undefined> {
  const made = planted[plant]!(kinds[kind], draws(kind, plant, seed));
  if (!made) return undefined;
  const { findings, parts } = auditData({ train: made.data, ...(made.test && { test: made.test }) });
  const { diagnosis } = await diagnose(parts.train, {
    executor: inlineExecutor(parts.train, nodeRuntime({ threads: 1, flushSubnormals: true })),
    runtime: nodeRuntime({ threads: 1, flushSubnormals: true }),
    journal: memoryJournal(),
    seed,
    audit: findings,
    learningCurve: false,
    description: plant,
    ...(made.baseline && { baseline: made.baseline }),
  });
  return {
    kind,
    plant,
    seed,
    truth: made.truth,
    said: diagnosis.verdict,
    train: diagnosis.train.accuracy!,
    validation: diagnosis.validation.accuracy!,
  };
}

/**
 * `--seeds 10`: cases of each plant and kind of data. `--only clean,overfit`: plants. `--kinds table,image,text`. `--json`:
 * the table as JSON. `--part 0/2` is what it calls itself with.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '10' },
      only: { type: 'string', default: Object.keys(planted).join() },
      kinds: { type: 'string', default: Object.keys(kinds).join() },
      json: { type: 'boolean', default: false },
      part: { type: 'string' },
    },
  });
  const seeds = Number(values.seeds);
  if (!Number.isInteger(seeds) || seeds < 1)
    throw new RangeError(`--seeds: must be a whole number from 1. Received ${values.seeds}.`);
  const plants = known('only', values.only, Object.keys(planted));
  const chosen = known('kinds', values.kinds, Object.keys(kinds)) as (keyof typeof kinds)[];
  const all = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    chosen.flatMap((kind) => plants.map((plant) => [kind, plant, seed] as const)),
  );
  if (values.part !== undefined) {
    const [part, of] = values.part.split('/').map(Number) as [number, number];
    for (let i = part; i < all.length; i += of) {
      const answer = await answerTo(...all[i]!);
      if (answer) process.send!(answer);
    }
    process.disconnect();
    return;
  }
  const parts = availableParallelism();
  const answers: Answer[] = [];
  await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const child = fork(process.argv[1]!, ['verdicts', ...args, '--part', `${part}/${parts}`]);
      child.on('message', (answer: Answer) => {
        answers.push(answer);
        const { kind, plant, seed, truth, said, train, validation } = answer;
        if (said !== truth)
          console.error(
            `${kind} ${plant} ${seed}: ${truth}, said ${said} (training ${train.toFixed(3)}, validation ${validation.toFixed(3)})`,
          );
      });
      return new Promise<void>((resolve, reject) =>
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a part ended with ${code}`)))),
      );
    }),
  );
  report(answers, values.json);
}

function report(answers: readonly Answer[], json: boolean): void {
  const verdicts: Verdict[] = ['fits', 'overfits', 'underfits', 'noise', 'leak', 'shift'];
  const rows = Object.keys(planted).flatMap((plant) =>
    (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) => {
      const some = answers.filter((answer) => answer.plant === plant && answer.kind === kind);
      if (some.length === 0) return [];
      const said = Object.fromEntries(
        verdicts.map((verdict) => [verdict, some.filter((answer) => answer.said === verdict).length]),
      ) as Record<Verdict, number>;
      return [{ plant, kind, truth: some[0]!.truth, cases: some.length, said }];
    }),
  );
  const right = answers.filter(({ truth, said }) => truth === said).length;
  const others = answers.filter(({ truth }) => truth !== 'overfits');
  const falseOverfits = others.filter(({ said }) => said === 'overfits').length;
  const summary = {
    cases: answers.length,
    right: right / answers.length,
    rightInterval: wilsonInterval(right / answers.length, answers.length),
    falseOverfits: others.length === 0 ? 0 : falseOverfits / others.length,
  };
  if (json) return console.log(JSON.stringify({ rows, ...summary }, null, 2));
  console.log(
    `${'planted'.padEnd(16)}${'data'.padEnd(8)}${'truth'.padEnd(11)}${verdicts.map((name) => name.padStart(10)).join('')}`,
  );
  for (const { plant, kind, truth, said } of rows)
    console.log(
      `${plant.padEnd(16)}${kind.padEnd(8)}${truth.padEnd(11)}${verdicts.map((name) => String(said[name] || '·').padStart(10)).join('')}`,
    );
  const [low, high] = summary.rightInterval;
  console.log(
    `\n${right} of ${answers.length} named rightly: ${percent(summary.right)} (95% interval ${percent(low)} to ${percent(high)}); ` +
      `false "overfits": ${falseOverfits} of ${others.length}, ${percent(summary.falseOverfits)}`,
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function known(option: string, text: string, names: readonly string[]): string[] {
  const wanted = text.split(',');
  const wrong = wanted.find((name) => !names.includes(name));
  if (wrong !== undefined)
    throw new RangeError(`--${option}: must be among ${names.join(', ')}. Received ${wrong}.`);
  return wanted;
}
