import { figureBlocks } from '../figureBlock.ts';
import type { ReportSection } from './section.ts';

/** What the network is made of, and what it has learned. */
export const network: ReportSection = Object.freeze({
  name: 'network',
  place: 70,
  title: 'Inside the network',
  short: 'Network',
  study: ({ figures }) => figureBlocks(figures),
  diagnosis: ({ figures }) => figureBlocks(figures),
} satisfies ReportSection);
