import { figureBlocks } from '../figureBlock.ts';
import type { ReportSection } from './section.ts';

/** The chosen remedies at several sizes. */
export const size: ReportSection = Object.freeze({
  name: 'size',
  place: 50,
  title: 'How small the network can be',
  short: 'Size',
  study: ({ figures }) => figureBlocks(figures),
} satisfies ReportSection);
