import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bars, curves, darkStyle, heatMaps, type PlotSpec, scatter, svgOf } from '../src/plot/index.ts';
import { drawn, overlap } from './support/scene.ts';

const AXES = { x: { title: 'across' }, y: { title: 'up' } };
const BOTH = ['here', 'paper'] as const;

const lines = BOTH.flatMap(origin =>
  ['a', 'b'].flatMap(series =>
    [1, 2, 3].map(x => ({ series, origin, x, y: x * x + (series === 'a' ? 0.5 : 0), panel: `of ${origin}` })),
  ),
);
const groups = ['one', 'two'].flatMap(group =>
  BOTH.map((origin, i) => ({ group, origin, value: 20 + i, low: 18, high: 23 })),
);
const near = Array.from({ length: 9 }, (_, i) => ({
  x: 3 + 0.5 * (i % 3),
  y: 5 + 0.3 * Math.floor(i / 3),
  label: `point ${i}`,
}));

const PLOTS: Readonly<Record<string, PlotSpec>> = {
  curves: curves(lines, { title: 'Lines <of> & "two"', subtitle: 'in panels', ...AXES }),
  'curves with intervals': curves(
    lines.map(point => ({ ...point, low: point.y - 1, high: point.y + 1 })),
    { title: 'Lines', ...AXES, ownY: true, guide: [1, 3].map(x => ({ x, y: x })) },
  ),
  'logarithmic curves': curves(lines, { title: 'Lines', x: { title: 'x', log: true }, y: { title: 'y', log: true } }),
  scatter: scatter([...near, { x: 6, y: 9 }, { x: 1, y: 1, label: 'far', origin: 'paper', low: 0.5, high: 2 }], {
    title: 'Points',
    ...AXES,
  }),
  bars: bars(groups, { title: 'Bars', x: 'group', y: { title: 'value' } }),
  'heat maps': heatMaps(
    ['p', 'q'].map(name => ({
      name,
      values: [
        [1, 2],
        [3, 4],
      ],
      rows: ['r', 's'],
      columns: ['t', 'u'],
      digits: 1,
    })),
    { title: 'Matrices', scale: 'size' },
  ),
};

const markup = (svg: string, name: string): number => svg.split(`<${name}`).length - 1;
const texts = (svg: string): readonly string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(match => match[1]!);

// Vega and Vega-Lite warn of what they leave out of a description, or understand in another way.
beforeEach(() => {
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level);
});
afterEach(() => {
  expect(vi.mocked(console.warn).mock.calls).toEqual([]);
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
  vi.restoreAllMocks();
});

describe.each(Object.entries(PLOTS))('%s', (_, plot) => {
  it('are JSON', () => {
    expect(JSON.parse(JSON.stringify(plot))).toEqual(plot);
  });

  it('are an SVG that an XML parser reads, of the size that it says', async () => {
    const svg = await svgOf(plot);
    const { format, width, height } = await sharp(Buffer.from(svg)).metadata();
    const [, wide, tall] = /^<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
    expect(format).toBe('svg');
    expect([width, height]).toEqual([Number(wide), Number(tall)]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).toMatch(/role="img"[^>]*>\n<title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  });

  it('are the same each time', async () => {
    const [alone, beside] = await Promise.all([plot, structuredClone(plot), PLOTS['heat maps']!].map(svgOf));
    expect([alone, beside]).toEqual([await svgOf(plot), alone]);
  });

  it('have no text on another', async () => {
    const shown = (await drawn(plot)).shown.filter(({ text }) => text !== undefined);
    const met = shown.flatMap((a, i) => shown.slice(i + 1).flatMap(b => (overlap(a, b) > 1 ? [[a.text, b.text]] : [])));
    expect(met).toEqual([]);
  });
});

describe('scatter', () => {
  it('places every label, beside its point and on no other', async () => {
    const { shown } = await drawn(PLOTS.scatter!);
    const labels = shown.filter(({ mark, text }) => mark.endsWith('labels_marks') && text);
    expect(labels.map(({ text }) => text).sort()).toEqual([...near.map(({ label }) => label), 'far'].sort());
    const points = shown.filter(({ text, mark }) => text === undefined && mark.includes('layer_'));
    expect(points.length).toBe(11);
    expect(labels.flatMap(a => points.filter(b => overlap(a, b) > 1).map(() => a.text))).toEqual([]);
  });
});

describe('curves', () => {
  it('are one path per series and origin, dashed where they are the paper’s', async () => {
    const svg = await svgOf(PLOTS.curves!);
    const paths = [...svg.matchAll(/<path d="M[^"]*L[^"]*"[^>]*>/g)].map(([path]) => path);
    expect(paths.filter(path => path.includes('stroke-width="2"')).length).toBe(4);
    expect(paths.filter(path => path.includes('stroke-dasharray="5,3"')).length).toBe(2);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['a', 'b', 'here', 'paper', 'of here', 'of paper', 'across', 'up']),
    );
  });

  it('have points only where they are few', async () => {
    const of = (count: number) =>
      svgOf(
        curves(
          Array.from({ length: count }, (_, x) => ({ x, y: x % 3 })),
          { title: 'Line', ...AXES },
        ),
      );
    expect(markup(await of(80), 'path')).toBe(markup(await of(14), 'path') - 14);
  });

  it('have whole numbers alone on an axis of epochs', async () => {
    const points = [1, 2, 3].map(x => ({ x, y: x }));
    const of = async (whole: boolean) =>
      texts(await svgOf(curves(points, { title: 'Line', x: { title: 'epoch', whole }, y: { title: 'y', whole } })));
    expect((await of(true)).filter(text => text.includes('.'))).toEqual([]);
    expect((await of(false)).filter(text => text.includes('.'))).toContain('1.5');
  });

  it('of one point have ends around it, on logarithmic axes too', async () => {
    const of = (log: boolean) =>
      svgOf(curves([{ x: 0.001, y: 5 }], { title: 'Point', x: { title: 'x', log }, y: { title: 'y', log } }));
    for (const svg of [await of(false), await of(true)]) {
      expect(svg).not.toMatch(/NaN|Infinity/);
      expect(texts(svg).filter(text => /^[-−\d.]+$/.test(text)).length).toBeGreaterThan(3);
    }
  });

  it('leave out points that aren’t finite', async () => {
    const points = [1, 2, 3].map(x => ({ x, y: x === 2 ? Number.NaN : x }));
    expect(JSON.stringify(curves(points, { title: 'Line', ...AXES }))).not.toContain('"y":null');
    await svgOf(curves(points, { title: 'Line', ...AXES }));
  });
});

describe('colours', () => {
  it('of every mark and text have another on a dark page', async () => {
    const svg = await svgOf(PLOTS.curves!);
    const used = new Set([...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(match => match[1]!));
    const known = new Set([...darkStyle().matchAll(/="(#[0-9a-f]{6})"/g)].map(match => match[1]!));
    expect([...used].filter(colour => !known.has(colour))).toEqual([]);
  });

  it('of a page’s own part alone are changed on request', () => {
    expect(darkStyle('.plot ')).toMatch(
      /^@media \(prefers-color-scheme:dark\)\{\.plot \[fill="#ffffff"\]\{fill:#161b22\}/,
    );
  });
});
