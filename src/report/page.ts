import type { DiagnosisRecord, StudyRecord } from '../study/record.ts';
import { figureTarget } from './figureBlock.ts';
import * as figureRoom from './figures/index.ts';
import type { DrawnFigure, StudyFigure } from './figures/figure.ts';
import { document, html, type Html } from './html.ts';
import { keyNumbers } from './keyNumbers.ts';
import { reader } from './reader.ts';
import * as sectionRoom from './sections/index.ts';
import type { Drawn, ReportSection } from './sections/section.ts';
import { verdictText } from './sections/verdictText.ts';
import { style } from './style.ts';

const figures: readonly StudyFigure[] = Object.values(figureRoom).sort(
  (a, b) => (a.place ?? 50) - (b.place ?? 50) || (a.name < b.name ? -1 : 1),
);
const sections: readonly ReportSection[] = Object.values(sectionRoom).sort((a, b) => a.place - b.place);

/** Figures that show what the sentences of a study's verdict say, one after the other: the first that the page has. */
const verdictFigures = [
  { text: 'the curves', ids: ['curves-metric-1', 'curves-loss-1'] },
  { text: 'the remedies', ids: ['remedy-effects'] },
  { text: 'the test', ids: ['comparison', 'capacity'] },
] as const;

/**
 * The report of a study as one HTML file: it loads nothing and is complete when printed and without its one script, by
 * which curves can be read and hidden. Everything in it comes from the record.
 *
 * @example writeFile('report.html', studyPage(record))
 */
export function studyPage(record: StudyRecord): string {
  const drawn = drawnBy((figure) => figure.draw(record));
  const [first = 'The study is complete.', ...rest] = record.verdict;
  return pageOf({
    title: `Hibiscus study: ${record.data.description}`,
    parts: partsOf(record, drawn, (section) => section.study.bind(section)),
    header: html`<p class="eyebrow">Hibiscus study · ${record.data.description}</p>
      <h1>${first} ${seeLink(0, drawn)}</h1>
      <div class="lead">${rest.map((sentence, i) => html`<p>${sentence} ${seeLink(i + 1, drawn)}</p>`)}</div>
      ${keyNumbers(record)}`,
    footer: footer('study.json', record.schema),
  });
}

/**
 * The report of a diagnosis, made as the report of a study is.
 *
 * @example writeFile('report.html', diagnosisPage(record))
 */
export function diagnosisPage(record: DiagnosisRecord): string {
  const drawn = drawnBy((figure) => figure.drawDiagnosis?.(record) ?? []);
  return pageOf({
    title: `Hibiscus diagnosis: ${record.data.description}`,
    parts: partsOf(record, drawn, (section) => section.diagnosis?.bind(section)),
    header: html`<p class="eyebrow">Hibiscus diagnosis · ${record.data.description}</p>
      <h1>${verdictText[record.verdict]}</h1>
      <div class="lead"><p>${record.next}</p></div>`,
    footer: footer('diagnosis.json', record.schema),
  });
}

type DrawnBySection = ReadonlyMap<string, readonly DrawnFigure[]>;

function drawnBy(draw: (figure: StudyFigure) => readonly DrawnFigure[]): DrawnBySection {
  const bySection = new Map<string, DrawnFigure[]>();
  for (const figure of figures)
    bySection.set(figure.section, [...(bySection.get(figure.section) ?? []), ...draw(figure)]);
  return bySection;
}

interface Part {
  readonly section: ReportSection;
  readonly content: Html;
}

/** The sections that have something to say of a record. */
function partsOf<Form>(
  record: Form,
  drawn: DrawnBySection,
  contentOf: (section: ReportSection) => ((drawn: Drawn<Form>) => Html | undefined) | undefined,
): Part[] {
  const ids = new Set([...drawn.values()].flat().map(({ id }) => id));
  return sections.flatMap((section) => {
    const content = contentOf(section)?.({
      record,
      figures: drawn.get(section.name) ?? [],
      has: (id) => ids.has(id),
    });
    return content === undefined ? [] : [{ section, content }];
  });
}

/** A link from a sentence of the verdict to its figure. */
function seeLink(sentence: number, drawn: DrawnBySection): Html | undefined {
  const ids = new Set([...drawn.values()].flat().map(({ id }) => id));
  const shownBy = verdictFigures[sentence];
  const id = shownBy?.ids.find((candidate) => ids.has(candidate));
  return id && html`<a class="see" href="#${figureTarget(id)}">${shownBy!.text}</a>`;
}

function pageOf(page: {
  readonly title: string;
  readonly header: Html;
  readonly parts: readonly Part[];
  readonly footer: Html;
}): string {
  return document(
    page.title,
    style,
    reader,
    html`<a class="skip" href="#content">Skip to the content</a>
      <header>${page.header}</header>
      <nav aria-label="Contents">
        <ol>
          ${page.parts.map(({ section: { name, short } }) => html`<li><a href="#${name}">${short}</a></li>`)}
        </ol>
      </nav>
      <main id="content">
        ${page.parts.map(
          ({ section: { name, title }, content }) =>
            html`<section id="${name}" aria-labelledby="${name}-heading">
              <h2 id="${name}-heading">${title}</h2>
              ${content}
            </section>`,
        )}
      </main>
      ${page.footer}`,
  );
}

const footer = (file: string, schema: number): Html =>
  html`<footer>
    <p>Made by Hibiscus. Every number on this page is computed from ${file} (schema ${schema}) beside it.</p>
  </footer>`;
