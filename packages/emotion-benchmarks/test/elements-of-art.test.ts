/** The elements of art on pictures made by hand. */
import { describe, expect, it } from 'vitest';
import { COLOUR_NAMES } from '../src/features/colour/colour-names.ts';
import { regionColours, regionColoursBy } from '../src/features/colour/region-colours.ts';
import { ELEMENTS, elementsOfArt, padOf } from '../src/features/elements-of-art.ts';
import { analysisOf } from './textures.ts';

const elements = (analysis: ReturnType<typeof analysisOf>) => {
  const values = elementsOfArt.extract(analysis);
  return Object.fromEntries(ELEMENTS.map((name, k) => [name, values[k]!])) as Record<string, number>;
};

it('has 97 names, each once, where the layout has them', () => {
  expect(elementsOfArt.size).toBe(97);
  expect(new Set(ELEMENTS).size).toBe(97);
  // Counted from 1.
  const places = {
    colourfulness: 10,
    'share of black': 11,
    'mean contrast of brightness': 22,
    'largest cold area': 41,
    'very dark and warm': 42,
    sharpness: 60,
    coarseness: 71,
    'wavelet detail 1 of hue': 74,
    'co-occurrence contrast of hue': 86,
  };
  for (const [name, place] of Object.entries(places)) expect(ELEMENTS.indexOf(name) + 1, name).toBe(place);
});

it('feels red as Valdez and Mehrabian do', () => {
  const { pleasure, arousal, dominance } = padOf(1, 0.299);
  expect(pleasure).toBeCloseTo(0.4263, 4);
  expect(arousal).toBeCloseTo(0.5073, 4);
  expect(dominance).toBeCloseTo(0.0928, 4);
  const red = elements(analysisOf(32, 32, () => [255, 0, 0]));
  for (const [name, value] of Object.entries({ pleasure, arousal, dominance })) expect(red[name]).toBeCloseTo(value, 6);
});

describe('a constant grey picture', () => {
  const grey = elements(analysisOf(48, 32, () => 128));

  it('has 97 finite numbers', () => {
    expect(Object.values(grey)).toHaveLength(97);
    expect(Object.values(grey).every(Number.isFinite)).toBe(true);
  });

  it('has no saturation, one hue and one name', () => {
    expect(grey).toMatchObject({
      'mean saturation': 0,
      'mean hue': 0,
      'dispersion of hue': 0,
      'mean hue weighted by saturation': 0,
      'dispersion of hue weighted by saturation': 0,
    });
    for (const name of COLOUR_NAMES) expect(grey[`share of ${name}`]).toBe(name === 'grey' ? 1 : 0);
    expect(grey['mean hue count']).toBe(1);
  });

  it('has no texture', () => {
    expect(grey.contrast).toBe(0);
    for (const name of ELEMENTS.filter(name => name.startsWith('wavelet'))) expect(grey[name], name).toBe(0);
    for (const channel of ['hue', 'saturation', 'brightness']) {
      expect(grey[`co-occurrence energy of ${channel}`]).toBe(1);
      expect(grey[`co-occurrence contrast of ${channel}`]).toBe(0);
      expect(grey[`co-occurrence correlation of ${channel}`]).toBe(0);
    }
  });
});

describe('two halves', () => {
  const halves = analysisOf(64, 64, x => (x < 32 ? [230, 20, 20] : [20, 20, 230]));

  it('has the hues and names of both', () => {
    const both = elements(halves);
    expect(both['share of red']! + both['share of blue']!).toBe(1);
    expect(both['mean hue count']).toBe(2);
    // Equal weights of 0° and 240° leave a mean of length ½.
    expect(both['dispersion of hue']).toBeCloseTo(0.5, 6);
    // Warm: half of cos 50°, but for the ridge between; cold: half of cos 10°.
    expect(both['mean warm area']).toBeCloseTo(0.5 * Math.cos((50 * Math.PI) / 180), 1);
    expect(both['mean cold area']).toBeCloseTo(0.5 * Math.cos((10 * Math.PI) / 180), 1);
  });

  it('has the colours of its regions', () => {
    const colours = halves.get(regionColours);
    expect(colours.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const hues = colours.map(({ hue }) => Math.round((hue * 180) / Math.PI));
    expect([...new Set(hues)].sort()).toEqual([0, 240]);
  });
});

it('averages hues on the circle, and as plain numbers only if asked', () => {
  // Columns of two reds of 354° and 6°, almost the same grey: one region.
  const reds = analysisOf(32, 32, x => (x % 2 === 0 ? [255, 0, 28] : [251, 25, 0]));
  const circular = reds.get(regionColours);
  const linear = reds.get(regionColoursBy('linear'));
  for (const { hue } of circular) expect(Math.cos(hue)).toBeGreaterThan(0.99);
  expect(linear.some(({ hue }) => Math.cos(hue) < 0)).toBe(true);
});
