/** Diagrams of whole networks: nothing is written over anything else, what repeats is drawn once, and dark pages have their colours. */
import { describe, expect, it } from 'vitest';
import { draw, drawRewriting, labelOf } from '../src/draw/index.ts';
import { mergedLabel } from '../src/draw/labels.ts';
import { repetitions } from '../src/draw/repetitions.ts';
import { COLOUR, FAMILY, textWidth } from '../src/draw/svg.ts';
import { foldedLayer } from '../src/fold/index.ts';
import { batchNorm, chain, concat, conv, identity, relu, trace } from '../src/layers/index.ts';
import { modelNamed, models, resnetGenerator } from '../src/zoo/index.ts';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
}

/** What is written, with the room that it takes. */
function writtenIn(svg: string): readonly Box[] {
  return [
    ...svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)" font-size="(\d+)" text-anchor="(\w+)"[^>]*>([^<]*)</g),
  ].map(([, x, y, size, anchor, content]) => {
    const width = textWidth(content!, Number(size));
    const left = Number(x) - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0);
    return { left, right: left + width, top: Number(y) - 0.8 * Number(size), bottom: Number(y), text: content! };
  });
}

const overlaps = (boxes: readonly Box[]): readonly string[] =>
  boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map(b => `${a.text} | ${b.text}`),
  );

const sizeOf = (svg: string): readonly number[] => /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.slice(1).map(Number);

const NETS = ['resnet-18', 'resnet-50', 'vgg-16', 'mobilenet', 'densenet-40-cifar', 'efficientnet-lite0'];

describe('a whole network', () => {
  it.each(NETS)('%s has no label over another, in either form', name => {
    const { build, input } = modelNamed(models, name);
    const layer = build({ classes: 10 });
    const svg = drawRewriting(
      { layer, input, title: name },
      { layer: foldedLayer(layer, input), input, title: 'folded' },
    );
    const boxes = writtenIn(svg);
    expect(boxes.length).toBeGreaterThan(20);
    expect(overlaps(boxes)).toEqual([]);
    const [width, height] = sizeOf(svg) as [number, number];
    expect(boxes.filter(({ left, right, bottom }) => left < 0 || right > width || bottom > height)).toEqual([]);
  });

  it('stands in columns, none of which starts with an activation', () => {
    const svg = draw({ layer: resnetGenerator(), input: [256, 256, 3] });
    const [width, height] = sizeOf(svg) as [number, number];
    expect(Math.max(width, height) / Math.min(width, height)).toBeLessThan(1.5);
    expect(writtenIn(svg).filter(({ text }) => text === '× 9')).toHaveLength(1);
    const tops = writtenIn(svg).filter(({ text }) => ['ReLU', 'instance norm'].includes(text));
    expect(Math.min(...tops.map(({ top }) => top))).toBeGreaterThan(150);
  });

  it('is drawn the same every time', () => {
    const { build, input } = modelNamed(models, 'resnet-18');
    const [one, other] = [0, 1].map(() => draw({ layer: build({ classes: 10 }), input }));
    expect(one).toBe(other);
  });
});

describe('what repeats', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['aaa', ['3a']],
    ['ababab', ['3ab']],
    ['aabaab', ['2aab']],
    ['xaaab', ['x', '3a', 'b']],
    ['ababc', ['2ab', 'c']],
  ])('in %j is found', (row, expected) => {
    const found = repetitions([...row]).map(({ from, period, times }) => {
      return `${times > 1 ? times : ''}${row.slice(from, from + period)}`;
    });
    expect(found).toEqual(expected);
  });

  it('is drawn once, with the range of its widths', () => {
    const grown = concat({ before: identity(), more: conv(4, 3) });
    const written = writtenIn(draw({ layer: chain([grown, grown, grown]), input: [8, 8, 8] })).map(({ text }) => text);
    expect(written).toEqual(expect.arrayContaining(['× 3', '8…16 → 4']));
    expect(written.filter(text => text === 'conv 3×3')).toHaveLength(1);
  });

  it('keeps a label whose parts differ', () => {
    const [conv1, conv2] = [conv(4, 3), conv(4, 3, { stride: 2 })].map(layer => labelOf(trace(layer, [8, 8, 4])));
    expect(mergedLabel([conv1!, conv2!])).toEqual(conv1);
  });
});

it('has every colour of a box for a dark page too', () => {
  const svg = draw({ layer: chain([conv(4, 3), batchNorm(), relu()]), input: [8, 8, 4] });
  for (const colour of [COLOUR.paper, COLOUR.ink, ...Object.values(FAMILY).flat()]) {
    expect(svg).toContain(`="${colour}"]{`);
  }
  const used = [...svg.matchAll(/(?:fill|stroke)="(#\w+)"[ /]/g)].map(([, colour]) => colour!);
  for (const colour of new Set(used)) expect(svg, colour).toContain(`="${colour}"]{`);
});
