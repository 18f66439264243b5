import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawLearningCurves, learningDomain, type LearningCurvesData } from './curves.ts';
import { exampleHistory } from '../../../test/helpers/exampleRecord.ts';
import { lookOf, readAxis, readCurve } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const history = exampleHistory();
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);
const draw = (more: Partial<LearningCurvesData> = {}) =>
  drawLearningCurves({ history, name: 'Baseline', ...more });

describe('drawLearningCurves', () => {
  test('each curve, read back by the labels of axes and legend, is the data of its name', () => {
    for (const shows of ['metric', 'loss'] as const) {
      const value = (scores: { loss: number; accuracy?: number } | undefined) =>
        shows === 'loss' ? scores!.loss : scores!.accuracy!;
      const svg = draw({ shows });
      for (const [name, part] of [
        ['Training', 'train'],
        ['Validation', 'validation'],
      ] as const) {
        const corners = readCurve(svg, name);
        expect(corners).toHaveLength(history.length);
        corners.forEach(({ x, y }, i) => {
          expect(x).toBeCloseTo(history[i]!.epoch, 1);
          expect(y).toBeCloseTo(value(history[i]![part]), 2);
        });
      }
    }
  });

  test('the numbers of the legend are those of the weights that were kept', () => {
    const svg = draw({ stopped: { reason: 'earlyStopping', bestEpoch: 20 } });
    const legend = findAll(parseXml(svg), 'g').filter((group) => group.attributes['data-legend']);
    const { train, validation } = history[19]!;
    expect(textOf(legend[0]!)).toBe(`Training ${(train.accuracy! * 100).toFixed(1)}%`);
    expect(textOf(legend[1]!)).toBe(`Validation ${(validation!.accuracy! * 100).toFixed(1)}%`);
    expect(lookOf(svg, 'Training')).not.toBe(lookOf(svg, 'Validation'));
  });

  test('marks the turn of the validation loss, the weights and the early stop where they were', () => {
    const svg = draw({ stopped: { reason: 'earlyStopping', bestEpoch: 30 } });
    const losses = history.map(({ validation }) => validation!.loss);
    const turn = losses.indexOf(Math.min(...losses)) + 1;
    const axis = readAxis(svg, 'x');
    const lines = findAll(parseXml(svg), 'line', { class: 'hib-mark' }).map((line) =>
      axis(Number(line.attributes.x1)),
    );
    expect(lines.map(Math.round)).toEqual([turn, 30, 60]);
    const text = textOf(parseXml(svg));
    expect(text).toContain(`Epoch ${turn}: validation loss at its lowest`);
    expect(text).toContain('Epoch 30: the weights that were kept');
    expect(text).toContain('Epoch 60: early stopping ended the training');
  });

  test('says how the training ended', () => {
    const ended = (reason: 'epochs' | 'enough' | 'interrupted') =>
      textOf(parseXml(draw({ stopped: { reason, bestEpoch: 60 } })));
    expect(ended('epochs')).toContain('Epoch 60: the last epoch; its weights were kept');
    expect(ended('enough')).toContain(
      'Epoch 60: all learned by heart, training ended; its weights were kept',
    );
    expect(ended('interrupted')).toContain('Epoch 60: the training was interrupted');
  });

  test('signs at one epoch stand above one another', () => {
    const losses = history.map(({ validation }) => validation!.loss);
    const bestEpoch = losses.indexOf(Math.min(...losses)) + 1;
    const svg = draw({ stopped: { reason: 'earlyStopping', bestEpoch } });
    const tops = findAll(parseXml(svg), 'line', { class: 'hib-mark' }).map((line) => line.attributes.y1);
    expect(new Set(tops.slice(0, 2)).size).toBe(2);
  });

  test.each([
    ['metric', exampleHistory(), 'Baseline: training reaches 100.0%, validation stays at 87.8%'],
    ['metric', exampleHistory({ gap: 0 }), 'Baseline: training and validation end close together'],
    [
      'loss',
      exampleHistory(),
      'Baseline: validation loss is lowest at epoch 22 (0.51) and then rises to 0.711',
    ],
    ['loss', exampleHistory({ rise: -0.01 }), 'Baseline: validation loss is lowest at the last epoch'],
    [
      'metric',
      exampleHistory({ task: 'number' }),
      'Baseline: training rmse falls to 0.814, validation rmse stays at 33.7',
    ],
    ['metric', [], 'Baseline: no epochs were recorded'],
    [
      'metric',
      history.map(({ validation: _, ...epoch }) => epoch),
      'Baseline: training reaches 100.0%; nothing was measured',
    ],
    [
      'metric',
      history.map(({ validation, ...epoch }) => ({ ...epoch, stop: validation })),
      'Baseline: training reaches 100.0%, stopping part stays at 87.8%',
    ],
    [
      'metric',
      history.map((epoch) => ({ ...epoch, train: epoch.validation!, validation: epoch.train })),
      'Baseline: validation ends at 100.0%, above training at 87.8%',
    ],
  ] as const)('the title states the finding (%s): %#', (shows, data, title) => {
    expect(titleOf(draw({ shows, history: [...data] }))).toContain(title);
  });

  test('two trainings on one scale have the same axis', () => {
    const other = exampleHistory({ gap: 0.3, epochs: 30 });
    const domain = learningDomain([history, other]);
    const ticks = [history, other].map((each) => {
      const [axis] = findAll(parseXml(draw({ history: each, domain })), 'g', { 'data-axis': 'y' });
      return textOf(axis!);
    });
    expect(ticks[0]).toBe(ticks[1]);
  });

  test('is an image with a title and a description, and has no fixed size', () => {
    const svg = parseXml(draw({ id: 'one' }));
    expect(svg.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'one-title one-desc' });
    expect(findAll(svg, 'title', { id: 'one-title' })).toHaveLength(1);
    expect(textOf(findAll(svg, 'desc', { id: 'one-desc' })[0]!)).toContain('Validation goes from');
    expect(svg.attributes.width).toBeUndefined();
  });

  test('any history: well-formed, without NaN, the same twice', () => {
    const scores = fc.record(
      { loss: fc.double(), accuracy: fc.double(), rmse: fc.double() },
      { requiredKeys: ['loss'] },
    );
    const epoch = fc.record(
      {
        epoch: fc.oneof(fc.integer({ min: 0, max: 99 }), fc.double()),
        train: scores,
        validation: scores,
        stop: scores,
      },
      { requiredKeys: ['epoch', 'train'] },
    );
    const data = fc.record(
      {
        history: fc.array(
          epoch.map((e) => ({ ...e, steps: 1, learningRate: 0.1, penalty: 0, weightNorms: {} })),
          { maxLength: 6 },
        ),
        name: fc.string(),
        shows: fc.constantFrom('metric' as const, 'loss' as const),
        stopped: fc.record({
          reason: fc.constantFrom(
            'epochs' as const,
            'earlyStopping' as const,
            'enough' as const,
            'interrupted' as const,
          ),
          bestEpoch: fc.integer({ min: 0, max: 99 }),
        }),
      },
      { requiredKeys: ['history', 'name'] },
    );
    fc.assert(
      fc.property(data, (given) => {
        const svg = drawLearningCurves(given);
        parseXml(svg);
        expect(svg.replaceAll(given.name, '')).not.toMatch(/NaN|undefined|Infinity/);
        expect(drawLearningCurves(given)).toBe(svg);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
