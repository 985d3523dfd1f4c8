/** A history of translated images: discriminators also see earlier ones, so that they don't forget how generators used to cheat (sheet, b.1). */
import { type NdArray, RefoldError, type Rng, sizeOf } from '@refold/core';
import type { TaskState } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

/** CycleGAN's number of images. */
const CAPACITY = 50;

/** How often a full pool shows an earlier image in place of the newest. */
const EARLIER_SHARE = 0.5;

/** The pool of one discriminator (Shrivastava et al. 2017, with the replacement of CycleGAN's code). It lives on the host. */
export class ImagePool implements TaskState {
  readonly #capacity: number;
  #images: Float32Array[] = [];
  #shape: readonly number[] | undefined;

  /**
   * @param capacity number of images; 0: each is shown once, and none is kept
   * @throws RefoldError unless the capacity is a whole number from 0
   */
  constructor(capacity = CAPACITY) {
    if (!(Number.isInteger(capacity) && capacity >= 0))
      throw new RefoldError(`image pool: the capacity is ${capacity}; it must be a whole number from 0`);
    this.#capacity = capacity;
  }

  /**
   * Images for the discriminator to see in place of `fakes`. Until the pool is full, each image is kept and shown. Then, half of the time, an image takes
   * the place of an earlier one, which is shown; otherwise it is shown and forgotten.
   * @param fakes [n, h, w, c]; borrowed
   * @param rng what is drawn follows from it alone, so a fork by step draws the same in a resumed run
   * @returns [n, h, w, c], the caller's to dispose
   * @throws RefoldError for images of another shape than those in the pool
   */
  async exchange(fakes: tf.Tensor, rng: Rng): Promise<tf.Tensor> {
    const [n, ...shape] = fakes.shape as [number, ...number[]];
    this.#shape ??= shape;
    if (this.#shape.join() !== shape.join())
      throw new RefoldError(`image pool: it holds images [${this.#shape}], but was given images [${shape}]`);
    const values = await fakes.data<'float32'>();
    const size = sizeOf(shape);
    const shown = new Float32Array(values.length);
    for (let i = 0; i < n; i++) shown.set(this.#show(values.slice(i * size, (i + 1) * size), rng), i * size);
    return tf.tensor(shown, fakes.shape);
  }

  #show(image: Float32Array, rng: Rng): Float32Array {
    if (this.#images.length < this.#capacity) {
      this.#images.push(image);
      return image;
    }
    if (this.#capacity === 0 || rng.uniform() >= EARLIER_SHARE) return image;
    const place = rng.int(this.#capacity);
    const earlier = this.#images[place]!;
    this.#images[place] = image;
    return earlier;
  }

  /** The images as one array, `images` [n, h, w, c]; nothing before the first. */
  save(): ReadonlyMap<string, NdArray> {
    if (this.#shape === undefined || this.#images.length === 0) return new Map();
    const size = sizeOf(this.#shape);
    const data = new Float32Array(this.#images.length * size);
    for (const [i, image] of this.#images.entries()) data.set(image, i * size);
    return new Map([['images', { shape: [this.#images.length, ...this.#shape], data }]]);
  }

  /** @throws RefoldError for more images than the pool holds */
  load(saved: ReadonlyMap<string, NdArray>): void {
    const { shape, data } = saved.get('images') ?? { shape: [0], data: new Float32Array(0) };
    const [n, ...image] = shape as [number, ...number[]];
    if (n > this.#capacity)
      throw new RefoldError(
        `image pool: ${n} images were saved, but it holds ${this.#capacity}; keep the run's capacity`,
      );
    const size = sizeOf(image);
    this.#shape = n > 0 ? image : undefined;
    this.#images = Array.from({ length: n }, (_, i) => Float32Array.from(data.subarray(i * size, (i + 1) * size)));
  }
}
