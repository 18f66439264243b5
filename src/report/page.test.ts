import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diagnosisPage, studyPage } from './page.ts';
import { reader } from './reader.ts';
import {
  exampleDiagnosis,
  exampleHistory,
  exampleRegression,
  exampleStudy,
} from '../../test/helpers/exampleRecord.ts';
import { findAll, parseXml, textOf } from '../../test/helpers/xml.ts';

const study = exampleStudy();
/** The page as an element, and what a person reads of it. */
const read = (page: string) => {
  const root = parseXml(page);
  const body = findAll(root, 'body')[0]!;
  const visible = (element: typeof root): string =>
    ['style', 'script'].includes(element.name)
      ? ''
      : element.children.map((child) => (typeof child === 'string' ? child : visible(child))).join(' ');
  return { root, text: visible(body).replace(/\s+/g, ' ') };
};

test('both pages tell what the audit found, with examples, and that it found nothing', () => {
  const audit = [
    {
      check: 'duplicates',
      severity: 'leak' as const,
      message: '2 of 40 test examples stand in training too.',
      examples: ['a.png = <b>.png', 'c.png = d.png'],
      count: 2,
    },
  ];
  for (const text of [
    read(diagnosisPage(exampleDiagnosis({ audit }))).text,
    read(studyPage({ ...study, audit })).text,
  ]) {
    expect(text).toContain('Leak. 2 of 40 test examples stand in training too.');
    expect(text).toContain('a.png = <b>.png');
    expect(text).not.toContain('The audit found no');
  }
  expect(read(studyPage(study)).text).toContain('The audit found no');
});

describe('studyPage', () => {
  const { root, text } = read(studyPage(study));

  test('opens with the verdict and the numbers that matter', () => {
    const [header] = findAll(root, 'header');
    const opening = textOf(header!).replace(/\s+/g, ' ');
    for (const sentence of study.verdict) expect(opening).toContain(sentence);
    const numbers = findAll(header!, 'dd').map((value) => textOf(value).replace(/\s+/g, ' ').trim());
    expect(numbers).toEqual([
      '12.1%',
      '95% interval 11.4% to 12.7%',
      '6.7%',
      '95% interval 6.2% to 7.2%',
      '+5.4 pp',
      '95% interval +4.8 to +6.0 pp: better',
      '105,866 → 26,506',
      '4 times smaller',
    ]);
  });

  test('has every figure once, with a caption and its numbers as a table', () => {
    const figures = findAll(root, 'figure');
    expect(figures.map((figure) => findAll(figure, 'title').length)).toEqual(figures.map(() => 1));
    const titles = figures.map((figure) => textOf(findAll(figure, 'title')[0]!));
    for (const finding of [
      'Baseline: training reaches 100.0%',
      'Chosen: training',
      'Baseline: validation loss is lowest',
      'Chosen: validation loss is lowest',
      '2 of 5 remedies help',
      '26,506 parameters were chosen',
      'Test error falls from 12.1% to 6.7%',
    ])
      expect(titles.filter((title) => title.startsWith(finding))).toHaveLength(1);
    for (const figure of figures) {
      expect(textOf(findAll(figure, 'figcaption')[0]!).length).toBeGreaterThan(60);
      expect(findAll(findAll(figure, 'details')[0]!, 'tr').length).toBeGreaterThan(1);
    }
  });

  test('the baseline and the chosen network are drawn on one scale', () => {
    const axisOf = (id: string) =>
      textOf(findAll(findAll(root, 'figure', { id: `figure-${id}` })[0]!, 'g', { 'data-axis': 'y' })[0]!);
    for (const shows of ['metric', 'loss'])
      expect(axisOf(`curves-${shows}-1`)).toBe(axisOf(`curves-${shows}-2`));
  });

  test('every remedy has a row with its effect and its decision in words', () => {
    const tables = findAll(root, 'table').find((table) => textOf(table).includes('What it does'))!;
    const rows = findAll(tables, 'tr')
      .slice(1)
      .map((row) => textOf(row).replace(/\s+/g, ' '));
    expect(rows).toHaveLength(study.remedies.length + 1);
    const rowOf = (name: string) => rows.find((row) => row.trim().startsWith(name))!;
    expect(rowOf('augment')).toMatch(/\+4\.1.*\+3\.1 to \+5\.1.*9.*helps/);
    expect(rowOf('l2')).toMatch(/\+0\.3.*−0\.4 to \+1\.0.*no effect shown/);
    expect(rowOf('l1')).toMatch(/−2\.4.*−3\.7 to −1\.1.*harms/);
  });

  test('the tables of the curves hold the values of their own training', () => {
    const tables = findAll(root, 'table').filter((table) => /accuracy by epoch/.test(textOf(table)));
    [study.baseline, study.chosen].forEach(({ history }, i) => {
      const rows = findAll(tables[i]!, 'tr').slice(1);
      expect(rows).toHaveLength(history.length);
      const cells = rows[4]!.children.flatMap((cell) =>
        typeof cell === 'string' ? [] : [textOf(cell).trim()],
      );
      const { train, validation } = history[4]!;
      expect(cells).toEqual([
        '5',
        ...[train, validation!].map((scores) => `${(scores.accuracy! * 100).toFixed(1)}%`),
      ]);
    });
  });

  test('says what was chosen, on what data, and how it was measured', () => {
    expect(text).toMatch(/architecture: size\s+16\s+8/);
    expect(text).toMatch(/dropout\s+0\s+0\.5/);
    expect(text).toContain('shift (x range -0.1 to 0.1');
    expect(text).toContain('images of 28 × 28 pixels, 1 channel');
    expect(text).toContain('10,000 examples were sealed');
    expect(text).toContain('(9 pairs each)');
    expect(text).toMatch(/Trainings\s+117/);
    expect(text).toMatch(/Time\s+1 min 36 s/);
    expect(text).toMatch(/Seed\s+7/);
  });

  test('loads nothing, and runs one script that it names by its hash', () => {
    const page = studyPage(study);
    const hash = createHash('sha256').update(reader).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(findAll(root, 'script').map(textOf)).toEqual([reader]);
    expect(page).toContain('<html lang="en">');
    for (const name of ['link', 'img', 'iframe', 'object', 'base', 'form'])
      expect(findAll(root, name)).toEqual([]);
    expect(page.replace(reader, '')).not.toMatch(/url\(|@import|\bsrc=|\son\w+=/);
    for (const { attributes } of findAll(root, 'a'))
      expect(attributes.href).toMatch(attributes.download ? /^data:text\/csv;/ : /^#/);
  });

  test('ids are unique and every link has its target', () => {
    const ids = findAll(root, undefined).flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of findAll(root, 'a'))
      if (!attributes.download) expect(ids).toContain(attributes.href!.slice(1));
    for (const svg of findAll(root, 'svg'))
      for (const id of svg.attributes['aria-labelledby']!.split(' ')) expect(ids).toContain(id);
  });

  test('the same record gives the same page', () => {
    expect(studyPage(exampleStudy())).toBe(studyPage(study));
  });

  test('hostile names are shown as text', () => {
    const evil = `<script>alert("1")</script>' onload='x' & </title></svg>\u0000`;
    const shown = evil.replace('\u0000', '\ufffd').replace(/\s+/g, ' ');
    const hostile = exampleStudy({
      data: { ...study.data, classes: [evil, 'b'.repeat(5000)], description: evil },
      verdict: [evil, evil],
      diagnosis: { ...study.diagnosis, evidence: [evil], next: evil },
      remedies: study.remedies.map((remedy) => ({
        ...remedy,
        name: evil,
        strength: evil,
        explanation: evil,
      })),
      chosen: {
        ...study.chosen,
        recipe: { [evil]: evil, nested: { name: evil, [evil]: [evil, { [evil]: evil }] } },
      },
    });
    const page = read(studyPage(hostile));
    expect(findAll(page.root, 'script').map(textOf)).toEqual([reader]);
    expect(findAll(page.root, undefined).some(({ attributes }) => 'onload' in attributes)).toBe(false);
    expect(page.text.split(shown).length).toBeGreaterThan(15);
  });

  test('a number to predict: rmse and no percentages of examples', () => {
    const page = read(studyPage(exampleRegression()));
    expect(page.text).toMatch(/Baseline: test rmse\s+25\.1/);
    expect(page.text).toContain('Test rmse falls from 25.1 to 19.8');
    expect(page.text).not.toMatch(/\bpp\b|accuracy|undefined|NaN/);
  });

  test('bare records have a complete page', () => {
    const bare = exampleStudy({ remedies: [], combined: [], capacity: [], verdict: [] });
    const one = { ...bare, baseline: { ...bare.baseline, history: exampleHistory({ epochs: 1 }) } };
    const none = { ...one, chosen: { ...one.chosen, history: [], recipe: one.baseline.recipe } };
    const page = read(studyPage(none));
    expect(page.text).toContain('No remedies were tried');
    expect(page.text).toContain('Sizes were not compared');
    expect(page.text).toContain('It is the recipe of the baseline.');
    expect(page.text).not.toMatch(/undefined|NaN|Infinity/);
  });

  test('no difference and harm are said as such', () => {
    const with_ = (low: number, high: number) =>
      read(
        studyPage(
          exampleStudy({ improvement: { mean: (low + high) / 2, interval: [low, high], pairs: 50 } }),
        ),
      ).text;
    expect(with_(-0.01, 0.02)).toContain('−1.0 to +2.0 pp: no difference shown');
    expect(with_(-0.03, -0.01)).toContain('−3.0 to −1.0 pp: worse');
  });

  test('is under 3 MB with 1,000 epochs, and with 20,000', () => {
    for (const epochs of [1000, 20_000]) {
      const history = exampleHistory({ epochs });
      const page = studyPage(
        exampleStudy({ baseline: { ...study.baseline, history }, chosen: { ...study.chosen, history } }),
      );
      expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
      expect(page).not.toMatch(/NaN|undefined/);
    }
  });
});

describe('diagnosisPage', () => {
  test('says what was found, on what evidence, and what to do next', () => {
    const record = exampleDiagnosis();
    const { root, text } = read(diagnosisPage(record));
    expect(textOf(findAll(root, 'h1')[0]!)).toBe('The network overfits');
    for (const sentence of [...record.evidence, record.next]) expect(text).toContain(sentence);
    expect(text).toContain('+11.8 pp (95% interval +10.1 to +13.5 pp)');
    const shown = findAll(root, 'figure').map(({ attributes }) => attributes.id);
    for (const id of ['yardsticks', 'curves-metric-1', 'curves-loss-1', 'generalization-gap'])
      expect(shown).toContain(`figure-${id}`);
    expect(text).not.toMatch(/NaN|undefined/);
  });

  test('every verdict has its sentence', () => {
    for (const verdict of ['overfits', 'fits', 'underfits', 'noise', 'leak', 'shift'] as const)
      expect(
        textOf(findAll(parseXml(diagnosisPage(exampleDiagnosis({ verdict }))), 'h1')[0]!).length,
      ).toBeGreaterThan(10);
  });
});
