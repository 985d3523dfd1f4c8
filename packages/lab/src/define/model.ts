/** The model behind a row, and what it costs as trained and as folded. */
import { RefoldError } from '@refold/core';
import { type Cost, count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import type { Layer, Shape } from '@refold/core/layers';

/** An expression and the shape of its input, [h, w, c]: an entry of a catalogue is one. */
export interface Model {
  readonly input: Shape;
  readonly build: () => Layer;
}

/** What a model costs: raw counts. */
export interface Costs {
  readonly trained: Cost;
  readonly folded: Cost;
}

/** A count by name: 'folded.params'. */
export type CostName = `${keyof Costs}.${keyof Cost}`;

/** The count of a name, or what a function makes of all. */
export function costNamed(of: CostName | ((costs: Costs) => number), costs: Costs): number {
  if (typeof of === 'function') return of(costs);
  const [form, quantity] = of.split('.') as [keyof Costs, keyof Cost];
  return costs[form][quantity];
}

const known = new WeakMap<Model, Costs>();

/** The costs of a model, each counted when it is first asked for and then remembered. */
export function costsOf(model: Model): Costs {
  const found = known.get(model) ?? new LazyCosts(model);
  known.set(model, found);
  return found;
}

/**
 * The cost of what every one of the models folds to, where they are training forms of one network.
 * @param models by name
 * @throws RefoldError naming the first that folds to other parameters or multiply-adds than the first of all
 */
export function commonFold(models: Readonly<Record<string, Model>>): Cost {
  const folded = Object.entries(models).map(([name, model]) => ({ name, cost: costsOf(model).folded }));
  const { name: first, cost } = folded[0]!;
  const odd = folded.find(other => other.cost.params !== cost.params || other.cost.macs !== cost.macs);
  if (odd === undefined) return cost;
  throw new RefoldError(
    `'${odd.name}' folds to ${odd.cost.params} parameters and ${odd.cost.macs} multiply-adds, but '${first}' to ${cost.params} and ${cost.macs}`,
  );
}

class LazyCosts implements Costs {
  readonly #model: Model;
  #trained: Cost | undefined;
  #folded: Cost | undefined;

  constructor(model: Model) {
    this.#model = model;
  }

  get trained(): Cost {
    this.#trained ??= count(this.#model.build(), this.#model.input).total;
    return this.#trained;
  }

  get folded(): Cost {
    this.#folded ??= countFolded(this.#model.build(), this.#model.input).total;
    return this.#folded;
  }
}
