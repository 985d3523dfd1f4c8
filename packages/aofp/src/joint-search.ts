/** The searches of all layers at once, which one budget ends (section 3.5). */
import { type NdArray, RefoldError, type Rng } from '@refold/core';
import type { Expression } from '@refold/core/layers';
import { multiplyAdds } from '@refold/core/prune';
import type { TaskState } from '@refold/core/train';
import type { Scored } from './masks.ts';
import { FilterSearch, type SearchSettings } from './search.ts';

/** Settings of the scoring. */
export interface ScoringSettings extends SearchSettings {
  /** Steps before the first layer is scored. Layer i of n begins i·⌊samples/n⌋ steps later. */
  readonly warmUp: number;
  /** Share of the multiply-adds at which scoring ends. */
  readonly keep: number;
  /**
   * Step at which the budget is met, whatever it costs: for runs of a fixed length. While the multiply-adds lie above the straight line from `warmUp`
   * to this step, each layer that gives up raises the threshold by 2^(1/n), for all n layers; at this step filters go one by one, those of
   * the least damage that was last measured. Ours: the authors' runs last as long as they take. Default: none, and the threshold stays.
   */
  readonly deadline?: number;
}

/** Filters of a layer that are to be masked in a step. */
export interface Trial {
  /** Index of the layer among the scored ones. */
  readonly layer: number;
  readonly dropped: readonly number[];
}

/** The state of all searches. */
export class JointSearch {
  readonly #settings: ScoringSettings;
  readonly #scored: readonly Scored[];
  /** Multiply-adds by the widths of the scored layers, and those of whole layers. */
  readonly #costOf: (widths: readonly number[]) => number;
  readonly #whole: number;
  #searches: readonly FilterSearch[];
  /** How often a layer gave up where the run was late. */
  #rises = 0;

  /** @param base without masks: its multiply-adds count */
  constructor({ layer, input }: Expression, scored: readonly Scored[], settings: ScoringSettings) {
    const targets = scored.map(({ target }) => target);
    const sizes = targets.map(({ group }) => group.size);
    this.#settings = settings;
    this.#scored = scored;
    this.#costOf = multiplyAdds(layer, input, targets);
    this.#whole = this.#costOf(sizes);
    this.#searches = sizes.map(size => new FilterSearch(size, settings));
  }

  /** What is left of the multiply-adds is within the budget. */
  get isDone(): boolean {
    return this.#left <= this.#settings.keep;
  }

  /** The filters of a layer that are not pruned. */
  kept(layer: number): readonly number[] {
    return this.#searches[layer]!.kept;
  }

  /** What is to be masked in a step, of every layer that has begun and has any filter to give. */
  trials(step: number, rng: Rng): readonly Trial[] {
    const { warmUp, samples } = this.#settings;
    const offset = Math.floor(samples / this.#scored.length);
    return this.#searches.flatMap((search, layer): Trial[] => {
      if (step < warmUp + layer * offset || !search.isOpen) return [];
      return [{ layer, dropped: search.draw(rng.fork(this.#scored[layer]!.mask)) }];
    });
  }

  /** Takes the damage that a trial did. @returns whether filters of the layer were pruned on it */
  add({ layer, dropped }: Trial, damage: number, step: number): boolean {
    const threshold = this.#settings.threshold * 2 ** (this.#rises / this.#scored.length);
    const decision = this.#searches[layer]!.add(dropped, damage, threshold);
    if (decision?.kind === 'giveUp' && this.#isLate(step)) this.#rises++;
    return decision?.kind === 'prune';
  }

  /** Whether it is time to `settle`. */
  isOver(step: number): boolean {
    const { deadline } = this.#settings;
    return deadline !== undefined && step >= deadline;
  }

  /** Prunes filter by filter until the budget is met, or no layer has any to give. */
  settle(): void {
    while (!this.isDone) {
      const least = this.#leastKnown();
      if (least === undefined) return;
      this.#searches[least.layer]!.prune([least.filter]);
    }
  }

  /** What is left of the multiply-adds, as a share of all. */
  get #left(): number {
    return this.#costOf(this.#searches.map(({ kept }) => kept.length)) / this.#whole;
  }

  #isLate(step: number): boolean {
    const { deadline, warmUp, keep } = this.#settings;
    return deadline !== undefined && this.#left > 1 - ((1 - keep) * (step - warmUp)) / (deadline - warmUp);
  }

  /** The filter of the least damage that is known, of layers that have any to give; of equal ones, one of the layer that has lost least. */
  #leastKnown(): { readonly layer: number; readonly filter: number } | undefined {
    let least: { readonly layer: number; readonly filter: number } | undefined;
    let [damage, share] = [Number.POSITIVE_INFINITY, 0];
    for (const [layer, search] of this.#searches.entries()) {
      if (!search.isOpen) continue;
      for (const filter of search.kept) {
        const own = search.knownDamage(filter);
        if (own > damage || (own === damage && search.share <= share)) continue;
        least = { layer, filter };
        [damage, share] = [own, search.share];
      }
    }
    return least;
  }

  /** For checkpoints. */
  readonly state: TaskState = {
    save: () =>
      new Map([
        ['rises', vector(Float32Array.of(this.#rises))],
        ...this.#scored.flatMap(({ mask }, layer) => {
          const { taken, ...arrays } = this.#searches[layer]!.save();
          const own = Object.entries(arrays).map(([name, data]) => [`${name}/${mask}`, vector(data)] as const);
          return [...own, [`taken/${mask}`, vector(Float32Array.of(taken))] as const];
        }),
      ]),
    load: saved => {
      const at = (name: string): NdArray['data'] => {
        const array = saved.get(name);
        if (array === undefined) throw new RefoldError(`aofp: the checkpoint lacks the state '${name}'`);
        return array.data;
      };
      this.#rises = at('rises')[0]!;
      this.#searches = this.#scored.map(
        ({ mask, target }) =>
          new FilterSearch(target.group.size, this.#settings, {
            kept: Float32Array.from(at(`kept/${mask}`)),
            candidates: Float32Array.from(at(`candidates/${mask}`)),
            sums: Float64Array.from(at(`sums/${mask}`)),
            counts: Float64Array.from(at(`counts/${mask}`)),
            known: Float64Array.from(at(`known/${mask}`)),
            taken: at(`taken/${mask}`)[0]!,
          }),
      );
    },
  };
}

const vector = (data: NdArray['data']): NdArray => ({ shape: [data.length], data });
