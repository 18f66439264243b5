import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recipe, type Recipe, type RecipeInput } from './schema.ts';
import { monitors } from '../stopping/earlyStopping.ts';
import { recipeFromText, recipeToJson, recipeToYaml } from './text.ts';
import { OptionError } from '../util/errors.ts';

const share = fc.double({ min: 0, max: 0.99, noNaN: true }).map((x) => x + 0);
const positive = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
const range = (low: number, high: number) =>
  fc
    .tuple(fc.double({ min: low, max: high, noNaN: true }), fc.double({ min: low, max: high, noNaN: true }))
    .map(([a, b]) => [Math.min(a, b) + 0, Math.max(a, b) + 0]);

const augmentation = fc.oneof(
  fc.record({ name: fc.constant('flipHorizontal') }),
  fc.record({ name: fc.constant('shift'), xRange: range(-1, 1), probability: share }),
  fc.record({ name: fc.constant('rotate'), degreesRange: range(-180, 180) }),
  fc.record({ name: fc.constant('zoom'), scaleRange: range(0.1, 10) }),
  fc.record({ name: fc.constant('noise'), deviationRange: range(0, 10) }),
);

const inputs: fc.Arbitrary<RecipeInput> = fc.record(
  {
    architecture: fc.record({
      name: fc.constantFrom('mlp', 'convnet'),
      size: fc.integer({ min: 1, max: 512 }),
      batchNorm: fc.boolean(),
    }),
    augmentations: fc.array(augmentation, { maxLength: 4 }),
    dropout: share,
    penalties: fc.record({ l1: share, l2: share }, { requiredKeys: [] }),
    loss: fc.constantFrom('auto', 'crossEntropy', 'meanSquaredError', 'binaryCrossEntropy'),
    optimizer: fc.oneof(
      fc.record({ name: fc.constant('adam'), learningRate: positive, beta1: share }),
      fc.record({ name: fc.constant('adamw'), learningRate: positive, weightDecay: positive }),
      fc.record({ name: fc.constant('sgd'), learningRate: positive, momentum: share }),
    ),
    schedule: fc.oneof(
      fc.record({ name: fc.constant('constant') }),
      fc.record({ name: fc.constant('cosine'), warmup: share, finalFactor: share }),
    ),
    batchSize: fc.integer({ min: 1, max: 65536 }),
    epochs: fc.integer({ min: 1, max: 1_000_000 }),
    stopping: fc.option(
      fc.record({
        monitor: fc.constantFrom(...monitors),
        patience: fc.integer({ min: 1, max: 100 }),
        minDelta: share,
        startFromEpoch: fc.integer({ min: 1, max: 100 }),
      }),
    ),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
  },
  { requiredKeys: ['architecture'] },
);

function isFrozenDeep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenDeep);
}

test('every recipe comes back from its JSON and from its YAML, frozen to the last list', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const value = recipe(input);
      expect(isFrozenDeep(value)).toBe(true);
      for (const text of [recipeToJson(value), recipeToYaml(value)]) {
        const again = recipeFromText(text);
        expect(again).toEqual(value);
        expect(isFrozenDeep(again)).toBe(true);
      }
      expect(recipe(value)).toEqual(value);
      expect(JSON.parse(recipeToJson(value))).toEqual(value);
    }),
    { seed: 7, numRuns: 300 },
  );
});

const minimal = 'architecture: { name: mlp, size: 8 }\n';

test('a person may write little, in YAML or JSON, with comments and anchors', () => {
  const value: Recipe = recipe({ architecture: { name: 'mlp', size: 8 }, dropout: 0.5 });
  expect(recipeFromText(`# mine\n${minimal}dropout: 0.5 # half\n`)).toEqual(value);
  expect(recipeFromText('{"architecture":{"name":"mlp","size":8},"dropout":5e-1}')).toEqual(value);
  const shifted = recipeFromText(
    'architecture: { name: convnet, size: 4 }\naugmentations:\n  - name: shift\n    xRange: &r [-0.1, 0.1]\n    yRange: *r\n',
  );
  expect(shifted.augmentations).toEqual([
    { name: 'shift', xRange: [-0.1, 0.1], yRange: [-0.1, 0.1], probability: 1 },
  ]);
});

describe('text that is no recipe is refused in words', () => {
  const level = (letter: string, before: string) => `${letter}: &${letter} [${`*${before}, `.repeat(9)}]\n`;
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`;

  test.each<[string, string, string]>([
    ['nothing', '', 'must hold the fields of a recipe. Received nothing.'],
    ['a word', 'mlp', 'must hold the fields of a recipe. Received string.'],
    ['a list', '- 1\n- 2\n', 'must hold the fields of a recipe.'],
    ['broken JSON', '{"architecture": ', 'must be JSON or YAML.'],
    ['two documents', `${minimal}---\n${minimal}`, 'must be JSON or YAML.'],
    ['a field twice', `${minimal}dropout: 0.1\ndropout: 0.2\n`, 'Map keys must be unique at line 3'],
    ['a bomb of aliases', bomb, 'Excessive alias count'],
    ['an unknown alias', `${minimal}dropout: *none\n`, 'must be JSON or YAML.'],
    ['a tag of its own', 'architecture: { name: !mine mlp, size: 8 }', 'Unresolved tag: !mine'],
    ['a JavaScript tag', 'architecture: !!js/function "function () {}"', 'Unresolved tag'],
    ['a Python tag', 'architecture: !!python/object/apply:os.system ["true"]', 'Unresolved tag'],
    ['a merge key', '<<: { dropout: 0.5 }\narchitecture: { name: mlp, size: 8 }', 'unknown field <<'],
    ['a prototype', `${minimal}__proto__: { polluted: true }`, 'unknown field __proto__'],
    ['deep brackets', '['.repeat(16_000), 'nests four levels'],
    ['deep objects', '{"a":'.repeat(3_000), 'nests four levels'],
    ['brackets closed in comments', '[ #]\n'.repeat(3_000), 'nests four levels'],
    ['deep lists', '- '.repeat(8_000), 'nests four levels'],
    ['deep lists with anchors', '- &a '.repeat(3_000), 'nests four levels'],
    ['deep keys', '? '.repeat(8_000), 'nests four levels'],
    [
      'deep indentation',
      Array.from({ length: 175 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      'recipe.yaml: ',
    ],
    [
      'much text',
      `${minimal}${'#'.repeat(20_000)}`,
      'a recipe has at most 16384 characters. Received 20037.',
    ],
  ])('%s', (_, text, message) => {
    const act = () => recipeFromText(text, 'recipe.yaml');
    expect(act).toThrow(OptionError);
    expect(act).toThrow(message);
    expect(act).toThrow(/^recipe\.yaml: /);
  });

  test('and leaves nothing behind', () => {
    const hidden = '{"architecture": {"name": "mlp", "size": 8, "__proto__": {"polluted": true}}}';
    try {
      recipeFromText(hidden);
    } catch {
      // Either way will do, as long as nothing is polluted.
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('a wrong field in a file names the file and the field', () => {
    expect(() => recipeFromText(`${minimal}dropout: 50\n`, 'my.yaml')).toThrow(
      'my.yaml: dropout: rate must be in [0, 1). Received rate=50. Did you mean 0.5?',
    );
  });
});
