/** What extractors share of one picture. */
import type { Picture } from '../raster/picture.ts';

/** A part of an analysis: what is made of a picture, or of other parts. */
export type Part<T> = (analysis: Analysis) => T;

/** One picture, and the parts that were asked for: each is computed once, however many extractors use it. */
export class Analysis {
  readonly picture: Picture;
  readonly #known = new Map<Part<unknown>, unknown>();

  constructor(picture: Picture) {
    this.picture = picture;
  }

  /** A part, known by its function. */
  get<T>(part: Part<T>): T {
    if (!this.#known.has(part)) this.#known.set(part, part(this));
    return this.#known.get(part) as T;
  }
}
