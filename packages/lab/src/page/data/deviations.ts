/** A paper's deviations, numbered in order of appearance: tables share many. */
export class Deviations {
  readonly #places = new Map<string, number>();

  get all(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** The places of these, ascending. */
  places(deviations: readonly string[] = []): readonly number[] {
    for (const text of deviations) if (!this.#places.has(text)) this.#places.set(text, this.#places.size);
    return [...new Set(deviations)].map(text => this.#places.get(text)!).sort((a, b) => a - b);
  }
}
