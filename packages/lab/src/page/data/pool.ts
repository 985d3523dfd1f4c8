/** Things that are repeated, each held once. */
import type { Origin } from '../shape.ts';

/** Values by their places, in order of appearance. */
class Pool<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a value, which is added if it is new. */
  place(value: T): number {
    const key = JSON.stringify(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

/** A record of results, as far as it says where it comes from. */
type Recorded = Readonly<Record<'data' | 'network' | 'backend' | 'commit' | 'date', string>>;

/** The texts and origins of a page. */
export class Pools {
  readonly #texts = new Pool<string>();
  readonly #origins = new Pool<Origin>();

  get texts(): readonly string[] {
    return this.#texts.all;
  }

  get origins(): readonly Origin[] {
    return this.#origins.all;
  }

  text = (text: string): number => this.#texts.place(text);

  origin = ({ data, network, backend, commit, date }: Recorded): number => {
    const [first, second, third, fourth, fifth] = [data, network, backend, commit, date].map(this.text);
    return this.#origins.place([first!, second!, third!, fourth!, fifth!]);
  };
}
