/** Pictures whose emotional structure is known: a law, in place of people. */
import type { Rng } from '../../rng.ts';
import { MIKELS } from './emotions.ts';
import type { Said } from './ratings.ts';

/** A picture of the law, and what is known of it. */
export interface AffectScene {
  /** uint8 [side, side, 3] */
  readonly pixels: Uint8Array;
  /** 1 on the object, which alone decides the ratings, 0 on the clutter around it: [side, side]. */
  readonly mask: Uint8Array;
  /** Valence, arousal and dominance on 0 to 1, one of Mikels' emotions, and votes for them. */
  readonly rating: Required<Said>;
}

/** Patches of clutter behind the object. */
const PATCHES = 24;
/** Standard deviation of the noise of pixels, in grey levels. */
const GRAIN = 6;
/** How fast votes fall off with the squared distance from an emotion. */
const SHARPNESS = 20;

/** Pleasure, arousal and dominance of brightness and saturation (Valdez and Mehrabian 1994, Journal of Experimental Psychology: General 123). */
const LAW = [
  [0.69, 0.22],
  [-0.31, 0.6],
  [-0.76, 0.32],
] as const;

/** Where Mikels' emotions lie in valence and arousal: ours, for they were never measured on one scale. */
const PLACES: Readonly<Record<(typeof MIKELS)[number], readonly [valence: number, arousal: number]>> = {
  amusement: [0.8, 0.6],
  awe: [0.6, 0.7],
  contentment: [0.8, 0.3],
  excitement: [0.75, 0.85],
  anger: [0.3, 0.8],
  disgust: [0.35, 0.5],
  fear: [0.2, 0.65],
  sadness: [0.2, 0.35],
};

/**
 * An ellipse of one colour on clutter of others. Its brightness b and saturation s are uniform in 0 to 1, and
 *
 *     valence = 0.69·b + 0.22·s     arousal = −0.31·b + 0.60·s     dominance = −0.76·b + 0.32·s
 *
 * each stretched so that its least and largest values are 0 and 1, plus the noise of raters, held to 0 to 1. The emotion is the nearest one
 * in valence and arousal; votes are exp(−20·d²) for the distance d from each, made to sum to 1. Hues, places and the clutter mean nothing.
 * @param noise standard deviation of the mean rating
 */
export function affectScene(side: number, noise: number, rng: Rng): AffectScene {
  const [brightness, saturation] = [rng.uniform(), rng.uniform()];
  const pixels = new Uint8ClampedArray(side * side * 3);
  const mask = new Uint8Array(side * side);
  for (let patch = 0; patch < PATCHES; patch++) {
    const colour = rgbOf(rng.uniform(), rng.uniform(), rng.uniform());
    const [top, left] = patch === 0 ? [0, 0] : [rng.int(side), rng.int(side)];
    const size = patch === 0 ? side : Math.ceil(side / 3);
    paint(pixels, side, colour, (y, x) => y >= top && y < top + size && x >= left && x < left + size);
  }
  const [tall, wide] = [rng.uniform(0.18, 0.28) * side, rng.uniform(0.18, 0.28) * side];
  const [cy, cx] = [rng.uniform(tall, side - tall), rng.uniform(wide, side - wide)];
  const isObject = (y: number, x: number): boolean => ((y + 0.5 - cy) / tall) ** 2 + ((x + 0.5 - cx) / wide) ** 2 <= 1;
  paint(pixels, side, rgbOf(rng.uniform(), saturation, brightness), isObject);
  for (let i = 0; i < mask.length; i++) mask[i] = Number(isObject(Math.floor(i / side), i % side));
  for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! + GRAIN * rng.normal();
  return { pixels: new Uint8Array(pixels.buffer), mask, rating: ratingOf(brightness, saturation, noise, rng) };
}

function paint(
  pixels: Uint8ClampedArray,
  side: number,
  colour: readonly number[],
  isInside: (y: number, x: number) => boolean,
): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) if (isInside(y, x)) pixels.set(colour, 3 * (y * side + x));
  }
}

function ratingOf(brightness: number, saturation: number, noise: number, rng: Rng): AffectScene['rating'] {
  const dimensions = LAW.map(([b, s]) => {
    const [low, high] = [Math.min(b, 0) + Math.min(s, 0), Math.max(b, 0) + Math.max(s, 0)];
    const value = (b * brightness + s * saturation - low) / (high - low) + noise * rng.normal();
    return Math.min(1, Math.max(0, value));
  });
  const [valence = 0, arousal = 0] = dimensions;
  const near = MIKELS.map(emotion => {
    const [v, a] = PLACES[emotion];
    return Math.exp(-SHARPNESS * ((valence - v) ** 2 + (arousal - a) ** 2));
  });
  const sum = near.reduce((a, b) => a + b, 0);
  return { dimensions, emotion: MIKELS[near.indexOf(Math.max(...near))]!, votes: near.map(value => value / sum) };
}

/** Hue, saturation and value, each from 0 to 1, as red, green and blue from 0 to 255. */
function rgbOf(hue: number, saturation: number, value: number): readonly number[] {
  return [5, 3, 1].map(n => {
    const k = (n + 6 * hue) % 6;
    return 255 * (value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  });
}
