import { drawCapacity } from '../../../report/figures/capacity.ts';
import { drawComparison } from '../../../report/figures/comparison.ts';
import { drawLearningCurves, learningDomain } from '../../../report/figures/curves.ts';
import { drawRemedyEffects } from '../../../report/figures/remedyEffects.ts';
import type { StudyRecord } from '../../../study/record.ts';
import type { TrialDetail } from '../../protocol.ts';

/** The one place where this page draws with the figures of the report. */

export type History = StudyRecord['baseline']['history'];

const adopted = new Set<string>();

/**
 * A figure without its own style, which the page's policy does not allow inside of it: it is adopted by the document, once.
 */
function withoutStyle(svg: string): string {
  return svg.replace(/<style>([^<]*)<\/style>/g, (_, text: string) => {
    if (!adopted.has(text)) {
      adopted.add(text);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text.replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
      document.adoptedStyleSheets.push(sheet);
    }
    return '';
  });
}

/** A figure; its text is escaped where it is drawn. Records of other versions may lack what it draws. */
export function Figure({ draw, caption }: { readonly draw: () => string; readonly caption?: string }) {
  let svg: string;
  try {
    svg = withoutStyle(draw());
  } catch {
    return null;
  }
  return (
    <figure class="figure">
      <div dangerouslySetInnerHTML={{ __html: svg }} />
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

export const effectsFigure = (record: StudyRecord) => () =>
  drawRemedyEffects({ remedies: record.remedies, combined: record.combined });

export const capacityFigure = (record: StudyRecord) => () => drawCapacity({ capacity: record.capacity });

export const comparisonFigure = (record: StudyRecord) => () => drawComparison(record);

export const curvesFigure =
  (
    name: string,
    history: History,
    stopped: TrialDetail['stopped'] | undefined,
    options: {
      readonly id: string;
      readonly shows?: 'metric' | 'loss';
      readonly domain?: readonly [number, number];
    },
  ) =>
  () =>
    drawLearningCurves({
      name,
      history,
      ...(stopped && { stopped: stopped as StudyRecord['baseline']['stopped'] }),
      ...options,
    });

export const commonDomain = (
  histories: readonly History[],
  shows: 'metric' | 'loss',
): readonly [number, number] => learningDomain(histories, shows);
