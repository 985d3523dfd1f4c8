/** The figures of all papers: what is committed in results/ is drawn from what is committed, and holds what it should. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PaperFigure } from '../packages/lab/src/define/paper.ts';
import { SCALES, type Scale } from '../packages/lab/src/define/scales.ts';
import { foldersOf } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import type { PlotSpec } from '../packages/lab/src/plot/index.ts';
import { type FigureSource, figureSpec } from '../packages/lab/src/report/figure-plot.ts';
import { readAnyCsv } from '../packages/lab/src/results/csv.ts';
import { Results } from '../packages/lab/src/results/results.ts';
import { drawn, overlap } from '../packages/lab/test/support/scene.ts';

const { experiments, results } = foldersOf(join(import.meta.dirname, '..'));

const papers = await Promise.all(
  paperNames(experiments).map(async name => ({
    paper: await loadPaper(experiments, name),
    results: new Results(results, name),
    experiments,
  })),
);
const committed = papers.flatMap(source =>
  source.paper.figures.flatMap(figure =>
    SCALES.filter(scale => scale !== 'smoke' && existsSync(source.results.path(scale, `${figure.id}.svg`))).map(
      scale => ({ name: `${source.paper.paper} ${figure.id} at ${scale}`, source, figure, scale }),
    ),
  ),
);
const plotted = committed.filter(({ figure }) => figure.plot !== undefined);

interface Committed {
  readonly source: FigureSource;
  readonly figure: PaperFigure;
  readonly scale: Scale;
}
const specOf = ({ source, figure, scale }: Committed): PlotSpec => figureSpec(figure.id, scale, source)!;

/** All lines of data in a description. */
const dataOf = (spec: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (Array.isArray(spec)) return spec.flatMap(dataOf);
  if (typeof spec !== 'object' || spec === null) return [];
  const { values } = ('data' in spec ? spec.data : {}) as { values?: readonly Readonly<Record<string, unknown>>[] };
  return [...(values ?? []), ...Object.values(spec).flatMap(dataOf)];
};

/** The figure of a paper, by scale, with its CSV and the values that a file of the paper prints. */
function figureOf(name: string, id: string, scale: Scale) {
  const source = papers.find(({ paper }) => paper.paper === name)!;
  const data = dataOf(figureSpec(id, scale, source));
  return {
    rows: readAnyCsv(source.results.path(scale, `${id}.csv`)),
    ours: data.filter(({ origin }) => origin === 'here'),
    paper: data.filter(({ origin }) => origin === 'paper'),
    printed: (file: string, pattern: RegExp) =>
      readAnyCsv(join(experiments, name, 'paper', file)).filter(({ row, column }) => pattern.test(`${row}, ${column}`)),
  };
}

const sorted = (values: readonly unknown[]): readonly number[] => values.map(Number).sort((a, b) => a - b);
const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

it('there are plots to look at', () => {
  expect(plotted.length).toBeGreaterThan(25);
});

describe.each(plotted)('$name', committed => {
  const path = committed.source.results.path(committed.scale, `${committed.figure.id}.svg`);

  const spec = specOf(committed);
  const drawing = drawn(spec);

  it('is drawn from its CSV: npx tsx scripts/draw-results.ts', async () => {
    expect((await drawing).svg).toBe(readFileSync(path, 'utf8'));
  });

  it('is small', () => {
    expect(readFileSync(path).length).toBeLessThan(60_000);
  });

  it('has no text on another, and no label on a point', async () => {
    const { shown } = await drawing;
    const texts = shown.filter(({ text }) => text !== undefined);
    const labels = texts.filter(({ mark }) => mark.endsWith('labels_marks'));
    const points = shown.filter(({ text, mark }) => text === undefined && mark.includes('layer_'));
    const met = [
      ...texts.flatMap((a, i) => texts.slice(i + 1).map(b => [a, b] as const)),
      ...labels.flatMap(a => points.map(b => [a, b] as const)),
    ].filter(([a, b]) => overlap(a, b) > 1);
    expect(met.map(([a, b]) => [a.text, b.text ?? 'a point'])).toEqual([]);
  });

  it('has a label for every point that has a name', async () => {
    const wanted = dataOf(spec).flatMap(({ label, order }) => (label && order !== undefined ? [label] : []));
    const shown = (await drawing).shown.filter(({ mark }) => mark.endsWith('labels_marks'));
    expect(shown.map(({ text }) => text).sort()).toEqual([...wanted].sort());
  });
});

describe('the paper’s points stand beside ours', () => {
  it.each([
    [
      'gsm',
      'figure-3-curves',
      'standard',
      'figure3_momentum.csv',
      /epoch \d+, (?:weights .* 1e-3|top-1 after 8x pruning)$/,
    ],
    [
      'gsm',
      'figure-4-curves',
      'standard',
      'figure4_reselection.csv',
      /epoch \d+, (?:training loss|reactivation ratio)/,
    ],
    ['resrep', 'figure-4-left', 'quick', 'figure4_resnet56-ablation.csv', /, Top-1 acc$/],
    ['csgd', 'figure-4-accuracy', 'quick', 'figure4_resnet56-csgd-vs-lasso.csv', /pruning top-1$/],
    ['csgd', 'figure-4-curves', 'quick', 'figure4_resnet56-csgd-vs-lasso.csv', /log10/],
    ['aofp', 'figure-3-curves', 'quick', 'figure3_alexnet-metric-comparison.csv', /after removing \d+ filters$/],
    ['dbb', 'figure-5', 'quick', 'figure5_branch-scale-factors.csv', /^block \d+ \(stride \d\), /],
  ] as const)('in %s %s', (name, id, scale, file, pattern) => {
    const { paper, ours, printed } = figureOf(name, id, scale);
    const values = printed(file, pattern).map(({ value }) => value);
    expect(values.length).toBeGreaterThan(15);
    // A line of few points has them a second time, as points.
    expect(distinct(sorted(paper.map(({ y }) => y)))).toEqual(distinct(sorted(values)));
    expect(ours.length).toBeGreaterThan(2);
  });

  it('as bars in gsm figure-2-layers and resrep figure-3', () => {
    const layers = figureOf('gsm', 'figure-2-layers', 'standard');
    const left = layers.paper.filter(({ series }) => String(series).startsWith('left'));
    const printed = layers.printed('figure2_layer-sensitivity.csv', /non-zero ratio/);
    // Where the value of a bar is written, it is there a second time.
    expect(distinct(sorted(left.map(({ value }) => value)))).toEqual(
      distinct(sorted(printed.map(({ value }) => value))),
    );
    expect(figureOf('resrep', 'figure-3', 'quick').paper.length).toBe(27);
  });
});

describe('ours are those of the CSV', () => {
  it('in gsm figure-3-curves', () => {
    const { rows, ours } = figureOf('gsm', 'figure-3-curves', 'standard');
    for (const [row, column] of [
      ['weights below 1e-3, %', 'below 1e-3, %'],
      ['top-1 after zeroing, %', 'top-1 after'],
    ] as const) {
      for (const momentum of distinct(rows.map(row => row.momentum))) {
        const drawn = ours.filter(point => point.row === row && point.series === `momentum ${momentum}`);
        const expected = rows
          .filter(row => row.momentum === momentum)
          .map(row => [Number(row.epoch), Number(row[column])]);
        expect(distinct(drawn.map(({ x, y }) => JSON.stringify([x, y])))).toEqual(
          expected.map(pair => JSON.stringify(pair)),
        );
      }
    }
  });

  it('in repvgg figure-1, each model once with its name', () => {
    const { rows, ours, paper } = figureOf('repvgg', 'figure-1', 'quick');
    const of = (origin: string) => rows.filter(row => row.origin === origin).map(({ speed }) => speed);
    expect(sorted(distinct(ours.map(({ x }) => x)))).toEqual(sorted(distinct(of('here'))));
    expect(paper.length).toBe(of('paper').length);
    const labels = paper.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});
