import { describe, expect, it } from 'vitest';
import { bars, draw, drawRewriting, drawSteps, lines, scatter } from '../src/draw/index.ts';
import { logTicks, ticks } from '../src/draw/ticks.ts';
import { batchNorm, chain, concat, conv, identity, product, relu, sigmoid, sum, tap } from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';

const input: Shape = [8, 8, 4];
const block: Layer = chain({
  branches: sum({ dense: chain({ conv: conv(4, 3), norm: batchNorm() }), shortcut: identity() }),
  relu: relu(),
});

/** Tags are balanced and attributes stand once in each: what makes a browser refuse an SVG. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, attributes, selfClosed] of svg.matchAll(/<(\/?)([a-z]+)([^>]*?)(\/?)>/gi)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!selfClosed) open.push(name!);
    const names = [...attributes!.matchAll(/([\w-]+)="/g)].map(match => match[1]);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
}

/** Everything written lies inside the picture. */
function expectInside(svg: string): void {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number) as [number, number, number];
  for (const [, x, y] of svg.matchAll(/<(?:text|rect) x="([-\d.]+)" y="([-\d.]+)"/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    expect(Number(x)).toBeLessThan(width);
    expect(Number(y)).toBeGreaterThanOrEqual(0);
    expect(Number(y)).toBeLessThan(height);
  }
}

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(match => match[1]!);

describe('draw', () => {
  it.each<[string, Layer]>([
    ['a block', block],
    ['a gate', product({ input: identity(), gate: chain([conv(4, 1, { bias: true }), sigmoid()]) })],
    ['a concat', concat([conv(2, 1), conv(2, 3), conv(2, 5)])],
    ['a tap', chain({ conv: conv(4, 3), tap: tap('features'), relu: relu() })],
    ['a single leaf', conv(8, 3, { stride: 2, groups: 2 })],
    ['a run of blocks', chain([block, block, block])],
    ['nothing', identity()],
  ])('%s', (_, layer) => {
    const svg = draw({ layer, input }, { title: 'A <title> & more' });
    expectWellFormed(svg);
    expectInside(svg);
    expect(svg).toContain('A &lt;title&gt; &amp; more');
  });

  it('says what every leaf is', () => {
    expect(texts(draw({ layer: block, input }))).toEqual(
      expect.arrayContaining(['8×8×4', 'conv 3×3', '4 → 4', 'batch norm', 'ReLU', 'dense', 'shortcut']),
    );
  });

  it('draws equal neighbours once', () => {
    const written = texts(draw({ layer: chain([block, block, block]), input }));
    expect(written.filter(text => text === 'conv 3×3')).toHaveLength(1);
    expect(written).toContain('× 3');
  });

  it('puts two forms side by side', () => {
    const svg = drawRewriting(
      { layer: block, input, title: 'before' },
      { layer: conv(4, 3), input, title: 'after', note: 'smaller' },
    );
    expectWellFormed(svg);
    expectInside(svg);
    expect(texts(svg)).toEqual(expect.arrayContaining(['before', 'after', 'smaller', 'fold']));
  });

  it('draws step after step, and calls leaves what it is told to', () => {
    const titles = { 'branches.dense.conv': 'the layer' };
    const svg = drawSteps({ layer: block, input, titles, title: 'first' }, [
      { layer: block, input, titles, title: 'second', verb: 'cut' },
      { layer: conv(4, 3), input, title: 'third', verb: 'fold' },
    ]);
    expectWellFormed(svg);
    expectInside(svg);
    const written = texts(svg);
    expect(written.filter(text => ['first', 'cut', 'second', 'fold', 'third'].includes(text))).toHaveLength(5);
    expect(written.filter(text => text === 'the layer')).toHaveLength(2);
    expect(written.filter(text => text === 'conv 3×3')).toHaveLength(1);
    expect(svg).toContain('aria-label="first, second, third"');
  });
});

describe('plots', () => {
  const options = { title: 'title', x: 'across', y: 'up' };
  const points = [
    { x: 1, y: 70, label: 'a' },
    { x: 100, y: 80, label: 'b' },
  ];

  it.each([false, true])('scatter, logarithmic: %s', logX => {
    const svg = scatter(
      [
        { name: 'one', points, line: true },
        { name: 'two', points: [{ x: 10, y: 75 }] },
      ],
      { ...options, logX },
    );
    expectWellFormed(svg);
    expectInside(svg);
    expect(texts(svg)).toEqual(expect.arrayContaining(['title', 'across', 'up', 'one', 'two', 'a', 'b']));
  });

  it('lines are read off rows: one per value of a column and column of numbers', () => {
    const rows = [
      { method: 'b', epoch: 1, top1: 0.5, cut: 0.25 },
      { method: 'a', epoch: 1, top1: 0.75, cut: 1 },
      { method: 'b', epoch: 2, top1: 0.625, cut: 0 },
    ];
    const columns = { by: 'method', x: 'epoch', ys: { top1: '', cut: ', cut' } };
    expect(lines(rows, columns, share => 100 * share)).toEqual([
      {
        name: 'b',
        line: true,
        points: [
          { x: 1, y: 50 },
          { x: 2, y: 62.5 },
        ],
      },
      {
        name: 'b, cut',
        line: true,
        points: [
          { x: 1, y: 25 },
          { x: 2, y: 0 },
        ],
      },
      { name: 'a', line: true, points: [{ x: 1, y: 75 }] },
      { name: 'a, cut', line: true, points: [{ x: 1, y: 100 }] },
    ]);
    expect(lines(rows, columns)[2]!.points).toEqual([{ x: 1, y: 0.75 }]);
  });

  it('keeps labels of near points apart', () => {
    const near = Array.from({ length: 5 }, (_, i) => ({ x: 5 + i * 0.01, y: 5, label: `point ${i}` }));
    const svg = scatter([{ name: 's', points: [...near, ...points] }], options);
    const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>point/g)].map(
      match => `${match[1]} ${match[2]}`,
    );
    expect(new Set(places).size).toBe(5);
  });

  it('bars stand on zero', () => {
    const svg = bars([{ name: 'g', values: [2, 4] }], ['x', 'y'], options);
    expectWellFormed(svg);
    const heights = [...svg.matchAll(/height="([\d.]+)" rx="2"/g)].map(match => Number(match[1]));
    expect(heights[1]! / heights[0]!).toBeCloseTo(2, 1);
  });

  it('bars have their values where there is room', () => {
    const groups = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `g${i}`, values: [12.25, 34.5] }));
    expect(bars(groups(5), ['x', 'y'], options)).toContain('>34.5<');
    const svg = bars(groups(40), ['x', 'y'], options);
    expect(svg).not.toContain('>34.5<');
    expect([...svg.matchAll(/width="([\d.]+)" height="[\d.]+" rx="2"/g)].every(match => Number(match[1]) > 0)).toBe(
      true,
    );
  });

  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [71.2, 80.5, [70, 72, 74, 76, 78, 80, 82]],
    [3, 3, [3]],
  ])('ticks from %d to %d', (low, high, expected) => {
    expect(ticks(low, high)).toEqual(expected);
  });

  it('logarithmic ticks cover the range in ones, twos and fives', () => {
    expect(logTicks(0.3, 4.5)).toEqual([0.2, 0.5, 1, 2, 5]);
    expect(logTicks(220, 3256)).toEqual([200, 500, 1000, 2000, 5000]);
  });
});
