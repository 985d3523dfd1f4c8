/** How often a run is looked at, so that its event files stay small however long it is. */

/** Bytes that the event files of a run may have together; only the end of the run is noted beyond them. */
export const MOST_BYTES = 1_900_000;

/** What is written how often: bytes for all of a run. */
export const BYTES = { steps: 600_000, epochs: 500_000, histograms: 500_000, pictures: 250_000 } as const;

/** TensorBoard shows no more than fifty histograms of a tag; these tell how it moves. */
export const MOST_HISTOGRAMS = 12;
/** More pictures of a tag than TensorBoard shows would be for nothing. */
export const MOST_PICTURES = 8;

/** Lets through every so-many-th of items of one kind, so that all of them would fit into some bytes. */
export class Thinning {
  readonly #expected: number;
  readonly #bytes: number;
  readonly #multiple: number;
  /** Of the largest item so far. */
  #largest = 1;

  /**
   * @param expected items in all of the run
   * @param bytes that they may have together
   * @param multiple where not all are let through, their distance is a multiple of it
   */
  constructor(expected: number, bytes: number, multiple = 1) {
    this.#expected = expected;
    this.#bytes = bytes;
    this.#multiple = multiple;
  }

  /** Notes how large an item was. */
  note(bytes: number): void {
    this.#largest = Math.max(this.#largest, bytes);
  }

  /** Whether the item is let through; it depends on its number alone, so that a resumed run has the same ones. @param number from 1 */
  passes(number: number): boolean {
    const apart = Math.ceil((this.#expected * this.#largest) / this.#bytes);
    if (apart <= 1) return true;
    return number % (Math.ceil(apart / this.#multiple) * this.#multiple) === 0;
  }
}

/** Whether an epoch is one of `times` that are spread evenly over all; the last one always is. @param epoch from 1 */
export const isDue = (epoch: number, epochs: number, times: number): boolean =>
  times >= 1 && Math.floor((epoch * times) / epochs) > Math.floor(((epoch - 1) * times) / epochs);
