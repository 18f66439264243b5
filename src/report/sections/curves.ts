import { figureBlocks } from '../figureBlock.ts';
import { html } from '../html.ts';
import type { ReportSection } from './section.ts';

/** How the networks learned, epoch by epoch. */
export const curves: ReportSection = Object.freeze({
  name: 'curves',
  place: 20,
  title: 'How it was learned',
  short: 'Learning',
  study: ({ figures }) => figureBlocks(figures),
  diagnosis: ({ figures }) => html`${figureBlocks(figures)}`,
} satisfies ReportSection);
