/** The model behind a row, and what it costs as trained and as folded. */
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
