import { describe, expect, test } from 'vitest';
import {
  activeRemedies,
  actualSize,
  recipeOf,
  startingPoints,
  suggested,
  withRemedies,
  type RemedyName,
} from './settings.ts';
import type { TaskKind } from './tasks/task.ts';
import { recipe } from '../../../recipe/schema.ts';

const kinds = Object.keys(startingPoints) as TaskKind[];

describe.each(kinds)('%s', (kind) => {
  const start = startingPoints[kind];
  test('begins without a remedy', () => {
    expect(activeRemedies(start)).toEqual([]);
    const plain = recipe(recipeOf(kind, start));
    expect([plain.dropout, plain.penalties, plain.augmentations, plain.stopping, plain.averaging]).toEqual([
      0,
      { l1: 0, l2: 0 },
      [],
      null,
      null,
    ]);
  });

  test('each remedy changes the recipe, and the recipe is a valid one', () => {
    const plain = recipe(recipeOf(kind, start));
    for (const name of Object.keys(start.remedies) as RemedyName[]) {
      const treated = withRemedies(start, [name]);
      expect(activeRemedies(treated)).toEqual([name]);
      expect(recipe(recipeOf(kind, treated)), name).not.toEqual(plain);
    }
  });

  test('what is suggested is valid together', () => {
    expect(() => recipe(recipeOf(kind, withRemedies(start, suggested[kind])))).not.toThrow();
  });
});

test('a network is never shrunk to nothing', () => {
  const small = { ...withRemedies(startingPoints.points, ['shrink']), size: 2 };
  expect(actualSize({ ...small, remedies: { ...small.remedies, shrink: { on: true, strength: 16 } } })).toBe(
    1,
  );
});
