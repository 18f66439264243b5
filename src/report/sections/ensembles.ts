import { figureBlocks } from '../figureBlock.ts';
import type { ReportSection } from './section.ts';

/** What ensembles are worth, and what they cost. */
export const ensembles: ReportSection = Object.freeze({
  name: 'ensembles',
  place: 60,
  title: 'Several networks instead of one',
  short: 'Ensembles',
  study: ({ figures }) => figureBlocks(figures),
} satisfies ReportSection);
