import { figureBlocks } from '../figureBlock.ts';
import type { ReportSection } from './section.ts';

/** The sealed examples, opened once. */
export const test: ReportSection = Object.freeze({
  name: 'test',
  place: 90,
  title: 'The test on sealed examples',
  short: 'Test',
  study: ({ figures }) => figureBlocks(figures),
} satisfies ReportSection);
