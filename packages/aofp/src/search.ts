/** The search for filters to be pruned, of one layer (section 3.4, algorithm 1): halves of the candidates, by the damage that they do together. */
import { RefoldError, type Rng } from '@refold/core';

/** Settings of the search. */
export interface SearchSettings {
  /** θ: the largest mean damage at which filters go. */
  readonly threshold: number;
  /** φ: samples of damage for each halving of the candidates. */
  readonly samples: number;
}

/** What a search decides once it has enough samples. */
export type Decision =
  /** These filters are pruned for good; a new move begins. */
  | { readonly kind: 'prune'; readonly filters: readonly number[] }
  /** Half of the candidates, those that do least, stay candidates. */
  | { readonly kind: 'refine' }
  /** One filter was left, and does too much; a new move begins. */
  | { readonly kind: 'giveUp' };

/** A search as arrays, for checkpoints. */
export interface SavedSearch {
  /** 1 for filters that are kept. */
  readonly kept: Float32Array;
  /** 1 for candidates. */
  readonly candidates: Float32Array;
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly known: Float64Array;
  readonly taken: number;
}

/** The state of one layer's search. Damage is any number of at least 0, the same scale throughout. */
export class FilterSearch {
  readonly #settings: SearchSettings;
  #kept: number[];
  #candidates: number[];
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #known: Float64Array;
  #taken = 0;

  /** @throws RefoldError for a threshold below 0, and unless samples are a whole number above 0 */
  constructor(filters: number, settings: SearchSettings, saved?: SavedSearch) {
    const { threshold, samples } = settings;
    if (!(threshold >= 0)) throw new RefoldError(`aofp: the threshold is ${threshold}; it must be at least 0`);
    if (!(Number.isInteger(samples) && samples > 0)) {
      throw new RefoldError(`aofp: samples are ${samples}; they must be a whole number above 0`);
    }
    this.#settings = settings;
    const all = [...Array(filters).keys()];
    this.#kept = saved === undefined ? all : all.filter(j => saved.kept[j] === 1);
    this.#candidates = saved === undefined ? all : all.filter(j => saved.candidates[j] === 1);
    this.#sums = saved?.sums.slice() ?? new Float64Array(filters);
    this.#counts = saved?.counts.slice() ?? new Float64Array(filters);
    this.#known = saved?.known.slice() ?? new Float64Array(filters).fill(Number.POSITIVE_INFINITY);
    this.#taken = saved?.taken ?? 0;
  }

  /** The filters that are not pruned, in ascending order. */
  get kept(): readonly number[] {
    return this.#kept;
  }

  /** The filters among which the next half is drawn. */
  get candidates(): readonly number[] {
    return this.#candidates;
  }

  /** The share of all filters that are not pruned, from above 0 to 1. */
  get share(): number {
    return this.#kept.length / this.#sums.length;
  }

  /** Whether there is anything to search: a layer keeps one filter. */
  get isOpen(): boolean {
    return this.#kept.length > 1;
  }

  /** Half of the candidates, drawn at random without replacement: the filters to be masked in the next sample. */
  draw(rng: Rng): readonly number[] {
    const left = [...this.#candidates];
    return Array.from({ length: Math.floor(left.length / 2) }, () => left.splice(rng.int(left.length), 1)[0]!);
  }

  /**
   * Takes the damage that masking these filters did; gives a decision when it was the last sample of a half.
   * @param threshold of that decision; default: that of the settings
   */
  add(masked: readonly number[], damage: number, threshold = this.#settings.threshold): Decision | undefined {
    for (const filter of masked) {
      this.#sums[filter]! += damage;
      this.#counts[filter]!++;
    }
    this.#taken++;
    return this.#taken < this.#settings.samples ? undefined : this.#decide(threshold);
  }

  /** Mean damage of the samples in which a filter was masked; infinite for one that never was. */
  meanDamage(filter: number): number {
    return this.#counts[filter] === 0 ? Number.POSITIVE_INFINITY : this.#sums[filter]! / this.#counts[filter]!;
  }

  /** Mean damage of the last samples in which a filter was masked, of this half or an earlier one; infinite for one that never was. */
  knownDamage(filter: number): number {
    return this.#counts[filter] === 0 ? this.#known[filter]! : this.meanDamage(filter);
  }

  /** Prunes filters whatever harm they do; a new move begins. */
  prune(filters: readonly number[]): void {
    const gone = new Set(filters);
    this.#kept = this.#kept.filter(filter => !gone.has(filter));
    this.#begin();
  }

  #begin(): void {
    this.#candidates = this.#kept;
    this.#forget();
  }

  /** Starts a half without samples; what the last ones said stays known. */
  #forget(): void {
    for (const filter of this.#known.keys()) this.#known[filter] = this.knownDamage(filter);
    this.#sums.fill(0);
    this.#counts.fill(0);
    this.#taken = 0;
  }

  #decide(threshold: number): Decision {
    const half = Math.floor(this.#candidates.length / 2);
    const picked = [...this.#candidates]
      .sort((a, b) => this.meanDamage(a) - this.meanDamage(b) || a - b)
      .slice(0, half);
    const largest = this.meanDamage(picked.at(-1)!);
    if (largest < threshold) {
      this.prune(picked);
      return { kind: 'prune', filters: picked };
    }
    if (half > 1) {
      this.#candidates = picked.sort((a, b) => a - b);
      this.#forget();
      return { kind: 'refine' };
    }
    this.#begin();
    return { kind: 'giveUp' };
  }

  /** What `new FilterSearch` goes on from. */
  save(): SavedSearch {
    const flags = (of: readonly number[]) => {
      const array = new Float32Array(this.#sums.length);
      for (const filter of of) array[filter] = 1;
      return array;
    };
    return {
      kept: flags(this.#kept),
      candidates: flags(this.#candidates),
      sums: this.#sums.slice(),
      counts: this.#counts.slice(),
      known: this.#known.slice(),
      taken: this.#taken,
    };
  }
}
