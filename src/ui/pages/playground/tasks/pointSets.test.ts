import { describe, expect, test } from 'vitest';
import { classCount, heldOutPoints, pointParts, pointTask, type Shape } from './pointSets.ts';
import { fromArrays } from '../../../../data/arrays.ts';

const shapes: readonly Shape[] = ['moons', 'circles', 'spirals'];

describe.each(shapes)('%s', (shape) => {
  const options = { shape, count: 60, noise: 0.1, seed: 3 };
  test('the same options give the same points; another seed gives others', () => {
    expect(pointParts(options)).toEqual(pointParts(options));
    expect(pointParts({ ...options, seed: 4 }).train).not.toEqual(pointParts(options).train);
  });

  test('parts are of the sizes said, classes as even as can be, and no point stands in two parts', () => {
    const parts = pointParts(options);
    expect(parts.train.length).toBe(60);
    expect(parts.validation.length).toBe(heldOutPoints.validation);
    expect(parts.test.length).toBe(heldOutPoints.test);
    const classes = classCount(shape);
    for (let label = 0; label < classes; label++)
      expect(parts.train.filter((point) => point.label === label).length).toBe(60 / classes);
    const places = [...parts.train, ...parts.validation, ...parts.test].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('held-out parts stay as they are whatever the count', () => {
    const { validation, test: last } = pointParts({ ...options, count: 200 });
    expect(validation).toEqual(pointParts(options).validation);
    expect(last).toEqual(pointParts(options).test);
  });

  test('without noise all points lie in the plane that is drawn, and the engine takes them', () => {
    const parts = pointParts({ ...options, noise: 0 });
    for (const { x, y } of parts.test) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(1);
    const task = pointTask(parts, classCount(shape));
    expect('train' in task && fromArrays(task.train).size).toBe(60);
  });
});
