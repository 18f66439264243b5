import { figureBlocks } from '../figureBlock.ts';
import type { ReportSection } from './section.ts';

/** Which examples are right, which are wrong, and how sure the network is. */
export const examples: ReportSection = Object.freeze({
  name: 'examples',
  place: 80,
  title: 'Example by example',
  short: 'Examples',
  study: ({ figures }) => figureBlocks(figures),
  diagnosis: ({ figures }) => figureBlocks(figures),
} satisfies ReportSection);
