/* The one place where the page takes figures from the report. */
import {
  drawLearningCurves,
  learningDomain,
  type LearningCurvesData,
} from '../../../../report/figures/curves.ts';
import type { Stopped } from '../../../../train/fit.ts';
import type { EpochRecord } from '../../../../train/history.ts';

export interface CurvesOptions {
  /** Unique in the page: letters, digits, hyphens. */
  readonly id: string;
  readonly name: string;
  readonly history: readonly EpochRecord[];
  readonly shows: 'metric' | 'loss';
  readonly stopped?: Stopped | undefined;
  readonly domain?: readonly [number, number] | undefined;
}

let adopted = false;

/**
 * The figure of a training's curves as SVG. Its style goes into the document once, as a sheet and not as text inside the
 * figure, which the page's content security policy forbids.
 */
export function curvesFigure({ stopped, domain, history, ...rest }: CurvesOptions): string {
  const svg = drawLearningCurves({
    ...rest,
    history: history as LearningCurvesData['history'],
    ...(stopped && { stopped }),
    ...(domain && { domain }),
  });
  const [whole, style] = /<style>(.*?)<\/style>/s.exec(svg) ?? [];
  if (whole === undefined) return svg;
  if (!adopted) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style!);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    adopted = true;
  }
  return svg.replace(whole, '');
}

/** Ends of a vertical axis on which several trainings can be compared. */
export const commonDomain = (
  histories: readonly (readonly EpochRecord[])[],
  shows: 'metric' | 'loss',
): readonly [number, number] => learningDomain(histories as LearningCurvesData['history'][], shows);
