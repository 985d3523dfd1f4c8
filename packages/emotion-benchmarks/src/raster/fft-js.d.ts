/** The part of fft.js that is used here: the library has no types of its own. */
declare module 'fft.js' {
  export default class FFT {
    /** @throws Error when the size isn't a power of two above 1 */
    constructor(size: number);
    /** Writes the transform of `data`, real and imaginary parts in turns, to `out`, another array. */
    transform(out: Float64Array, data: Float64Array): void;
  }
}
