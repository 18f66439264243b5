import { Choice, Steps, Toggle } from './Fields.tsx';
import { actualSize, type RemedyName, type Settings } from '../settings.ts';
import type { TaskKind } from '../tasks/task.ts';
import { number, percent } from '../../../../util/format.ts';

const sizes: Readonly<Record<Settings['family'], readonly number[]>> = {
  mlp: [2, 4, 8, 16, 32, 64, 128, 256],
  convnet: [2, 4, 6, 8, 12, 16],
  textCnn: [4, 8, 16, 24, 48, 96],
  bagOfEmbeddings: [2, 4, 8, 16, 32, 64],
};

const units: Readonly<Record<Settings['family'], string>> = {
  mlp: 'neurons in each of two layers',
  convnet: 'patterns in the first layer',
  textCnn: 'patterns of 3, 4 and 5 words each',
  bagOfEmbeddings: 'numbers for each word',
};

const families: Partial<Record<TaskKind, readonly (readonly [Settings['family'], string])[]>> = {
  digits: [
    ['convnet', 'Convolutional'],
    ['mlp', 'Dense'],
  ],
  texts: [
    ['textCnn', 'Word patterns'],
    ['bagOfEmbeddings', 'Bag of words'],
  ],
};

const familyHints: Readonly<Record<Settings['family'], string>> = {
  mlp: 'Looks at all pixels at once; what it learns in one place it does not know in another.',
  convnet: 'Looks for small patterns, wherever in the picture they stand.',
  textCnn: 'Looks for patterns of a few words, so it sees their order.',
  bagOfEmbeddings: 'Only counts which words there are; “not good” and “good, not” are the same to it.',
};

interface Props {
  readonly kind: TaskKind;
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
}

/** The network and how long it trains. */
export function NetworkControls({ kind, settings, onChange }: Props) {
  const set = (change: Partial<Settings>) => onChange({ ...settings, ...change });
  const options = families[kind];
  return (
    <>
      {options && (
        <Choice
          legend="Kind of network"
          options={options}
          hint={familyHints[settings.family]}
          value={settings.family}
          onChange={(family) => set({ family, size: sizes[family][family === 'mlp' ? 6 : 3]! })}
        />
      )}
      <Steps
        label="Size"
        values={sizes[settings.family]}
        value={settings.size}
        shown={`${settings.size} ${units[settings.family]}`}
        hint="More neurons can learn more, and learn more by heart."
        onChange={(size) => set({ size })}
      />
      <Steps
        label="Epochs"
        values={[5, 10, 20, 40, 80, 150, 300, 600, 1000]}
        value={settings.epochs}
        shown={`${settings.epochs} times through the data`}
        hint="How often training shows all its examples to the network."
        onChange={(epochs) => set({ epochs })}
      />
      <Steps
        label="Learning rate"
        values={[0.0003, 0.001, 0.003, 0.005, 0.01, 0.03]}
        value={settings.learningRate}
        shown={number(settings.learningRate)}
        hint="How far each step moves the weights."
        onChange={(learningRate) => set({ learningRate })}
      />
    </>
  );
}

interface RemedyText {
  readonly label: string;
  readonly hint: string;
  readonly strength: string;
  readonly values: readonly number[];
  readonly write: (value: number) => string;
}

const halves = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7] as const;
const factors = [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.01, 0.03, 0.1] as const;

const remedies: Readonly<Record<RemedyName, RemedyText>> = {
  shrink: {
    label: 'Smaller network',
    hint: 'Fewer neurons cannot learn everything by heart.',
    strength: 'Divide its size by',
    values: [2, 4, 8, 16],
    write: String,
  },
  dropout: {
    label: 'Dropout',
    hint: 'Each step switches off random neurons, so that none can rely on another.',
    strength: 'Switched off',
    values: halves,
    write: (value) => `${Math.round(100 * value)}% of the neurons`,
  },
  l1: {
    label: 'L1',
    hint: 'A price on the size of weights that draws useless ones to zero.',
    strength: 'Price',
    values: factors,
    write: number,
  },
  l2: {
    label: 'L2',
    hint: 'A price on squared weights that keeps them small and the boundary smooth.',
    strength: 'Price',
    values: factors,
    write: number,
  },
  augmentation: {
    label: 'Changed copies',
    hint: 'Each example is changed a little every time it is seen (augmentation).',
    strength: 'Change',
    values: [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1],
    write: String,
  },
  earlyStopping: {
    label: 'Early stopping',
    hint: 'Training ends when validation has got no better, and the best weights come back.',
    strength: 'Patience',
    values: [3, 5, 8, 10, 20, 30, 50, 100],
    write: (value) => `${value} epochs`,
  },
  averaging: {
    label: 'Averaged weights',
    hint: 'The mean of the last weights is used in place of the last ones.',
    strength: 'Over about the last',
    values: [0.9, 0.95, 0.98, 0.99, 0.995, 0.999],
    write: (value) => `${Math.round(1 / (1 - value))} steps`,
  },
};

/** What "changed copies" are, by kind of data. */
const copies: Readonly<
  Record<TaskKind, { readonly hint: string; readonly write: (value: number) => string }>
> = {
  points: {
    hint: 'Points are moved a little every time they are seen (jitter).',
    write: (value) => `up to ${number(value)} standard deviations`,
  },
  table: {
    hint: 'Numbers are changed a little every time they are seen (noise).',
    write: (value) => `up to ${number(value)} standard deviations`,
  },
  digits: {
    hint: 'Digits are shifted, turned and zoomed a little every time they are seen.',
    write: (value) =>
      `shift ±${number(20 * value)}%, turn ±${number(30 * value)}°, zoom ±${number(30 * value)}%`,
  },
  texts: {
    hint: 'Words are left out or change places every time a text is seen; negations stay.',
    write: (value) => `${percent(value).replace('.0', '')} of the words`,
  },
};

/** The remedies, each with a switch and how strong it is. */
export function RemedyControls({ kind, settings, onChange }: Props) {
  return (
    <>
      {(Object.keys(remedies) as RemedyName[]).map((name) => {
        const one = settings.remedies[name];
        const text = name === 'augmentation' ? { ...remedies[name], ...copies[kind] } : remedies[name];
        const set = (change: Partial<typeof one>) =>
          onChange({ ...settings, remedies: { ...settings.remedies, [name]: { ...one, ...change } } });
        return (
          <Toggle key={name} label={text.label} hint={text.hint} on={one.on} onChange={(on) => set({ on })}>
            <Steps
              label={text.strength}
              values={text.values}
              value={one.strength}
              shown={text.write(one.strength) + (name === 'shrink' ? `, to ${actualSize(settings)}` : '')}
              onChange={(strength) => set({ strength })}
            />
          </Toggle>
        );
      })}
    </>
  );
}
