import { describe, expect, it } from 'vitest';
import { draw, drawRewriting, drawSteps } from '../src/draw/index.ts';
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
