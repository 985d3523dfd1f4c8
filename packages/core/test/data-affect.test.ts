/** Generated pictures with a known emotional structure: that they follow their law, and nothing else. */
import { describe, expect, it } from 'vitest';
import { affectScene } from '../src/data/emotion/affect-scene.ts';
import { type DatasetSpec, loadDataset } from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';

const SIDE = 32;
const scenes = Array.from({ length: 300 }, (_, i) => affectScene(SIDE, 0, Rng.seeded(3).fork(i)));
type Scene = (typeof scenes)[number];

/** Brightness and saturation of the mean colour where the mask has a value. */
function colourOf({ pixels, mask }: Scene, where: number): readonly [brightness: number, saturation: number] {
  const at = [...mask.keys()].filter(i => mask[i] === where);
  const mean = [0, 1, 2].map(c => at.reduce((sum, i) => sum + pixels[3 * i + c]!, 0) / at.length / 255);
  const [low, high] = [Math.min(...mean), Math.max(...mean)];
  return [high, high === 0 ? 0 : 1 - low / high];
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [ma, mb] = [mean(a), mean(b)];
  const dot = (f: (i: number) => number) => a.reduce((sum, _, i) => sum + f(i), 0);
  return dot(i => (a[i]! - ma) * (b[i]! - mb)) / Math.sqrt(dot(i => (a[i]! - ma) ** 2) * dot(i => (b[i]! - mb) ** 2));
}

describe('a scene', () => {
  it('is rated by the brightness and saturation of its object', () => {
    for (const scene of scenes) {
      const [b, s] = colourOf(scene, 1);
      // A dark colour says little of its saturation.
      if (b < 0.3) continue;
      const wanted = [
        (0.69 * b + 0.22 * s) / 0.91,
        (-0.31 * b + 0.6 * s + 0.31) / 0.91,
        (-0.76 * b + 0.32 * s + 0.76) / 1.08,
      ];
      for (const [i, value] of wanted.entries())
        expect(Math.abs(scene.rating.dimensions[i]! - value)).toBeLessThan(0.06);
    }
  });

  it('says nothing by its clutter', () => {
    const valence = scenes.map(({ rating }) => rating.dimensions[0]!);
    expect(
      correlation(
        valence,
        scenes.map(scene => colourOf(scene, 1)[0]),
      ),
    ).toBeGreaterThan(0.9);
    expect(
      Math.abs(
        correlation(
          valence,
          scenes.map(scene => colourOf(scene, 0)[0]),
        ),
      ),
    ).toBeLessThan(0.15);
  });

  it('has an object of a twelfth to a quarter of it', () => {
    for (const { mask } of scenes) {
      const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
      expect(share).toBeGreaterThan(0.08);
      expect(share).toBeLessThan(0.27);
    }
  });

  it('has an emotion that most votes are for, and every emotion comes', () => {
    for (const { rating } of scenes) expect(rating.votes.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    expect(new Set(scenes.map(({ rating }) => rating.emotion)).size).toBe(8);
  });
});

describe('the dataset', () => {
  const load = (own: object = {}) =>
    loadDataset({ name: 'generated-affect', split: 'train', size: 20, side: 16, ...own } as unknown as DatasetSpec);
  const values = async (own: object) => {
    const { labels } = await load(own);
    if (labels.kind === 'none') throw new Error('it has labels');
    return [...labels.values];
  };

  it('has dimensions, emotions, votes and polarity of the same pictures', async () => {
    const [dimensions, emotions, votes, signs] = await Promise.all(
      ['dimensions', 'class', 'distribution', 'polarity'].map(label => values({ label })),
    );
    expect([dimensions, emotions, votes, signs].map(of => of!.length)).toEqual([60, 20, 160, 20]);
    for (const [i, emotion] of emotions!.entries()) {
      const own = votes!.slice(8 * i, 8 * i + 8);
      expect(own[emotion]).toBe(Math.max(...own));
      expect(signs![i]).toBe(Number(emotion < 4));
    }
  });

  it('differs by split and seed, and is the same every time', async () => {
    const [first, again, test, other] = await Promise.all([{}, {}, { split: 'test' }, { seed: 1 }].map(values));
    expect(again).toEqual(first);
    expect(test).not.toEqual(first);
    expect(other).not.toEqual(first);
    await expect(load({ size: 0 })).rejects.toThrow('size is 0: it must be a whole number above 0');
  });
});
