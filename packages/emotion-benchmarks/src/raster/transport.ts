/** Optimal transport between two small sets of masses. */
import { RefoldError } from '@refold/core';

/** Two sets of masses and what it costs to carry a unit of mass between them. */
export interface TransportProblem {
  /** Masses to be carried away, none negative. */
  readonly supply: ArrayLike<number>;
  /** Masses to be brought, none negative, of the same sum as `supply`. */
  readonly demand: ArrayLike<number>;
  /** [supply, demand]: the cost of a unit of mass. */
  readonly cost: Float64Array;
}

/** How far the two sums of masses may be apart, as a share: what rounding makes of sums of shares. */
const BALANCE = 1e-9;

/**
 * Returns the least mean cost of carrying all of `supply` to `demand`: the Earth Mover's Distance (Rubner et al. 2000), in units of
 * `cost`. Exact up to rounding, by successive shortest paths with node potentials.
 * @throws RefoldError when the sizes don't agree, or when the two sums of masses differ or aren't positive
 */
export function transportCost({ supply, demand, cost }: TransportProblem): number {
  const [sources, sinks] = [supply.length, demand.length];
  if (cost.length !== sources * sinks) {
    throw new RefoldError(
      `Transport of ${sources} to ${sinks} masses needs ${sources * sinks} costs, not ${cost.length}`,
    );
  }
  const left = Float64Array.from(supply);
  const wanted = Float64Array.from(demand);
  const mass = left.reduce((a, b) => a + b, 0);
  const total = wanted.reduce((a, b) => a + b, 0);
  if (!(mass > 0) || !(Math.abs(mass - total) <= BALANCE * mass)) {
    throw new RefoldError(
      `Transport needs two equal positive sums of masses, not ${mass} and ${total}: scale one of them`,
    );
  }
  const flow = new Float64Array(sources * sinks);
  const search = new PathSearch(sources, sinks, cost, flow);
  for (let source = 0; source < sources; source++) {
    while (left[source]! > 0) {
      const sink = search.nearest(source, wanted);
      // Only rounding can leave a remainder when all demand is met.
      if (sink === undefined) break;
      augment(source, sink);
    }
  }
  let sum = 0;
  for (let k = 0; k < flow.length; k++) sum += flow[k]! * cost[k]!;
  return sum / mass;

  /** Sends as much as the path to `sink` can carry. */
  function augment(source: number, sink: number): void {
    let amount = Math.min(left[source]!, wanted[sink]!);
    for (let to = sink, from = search.sourceOf[to]!; from !== source; from = search.sourceOf[to]!) {
      to = search.sinkOf[from]!;
      amount = Math.min(amount, flow[from * sinks + to]!);
    }
    left[source]! -= amount;
    wanted[sink]! -= amount;
    for (let to = sink; ; ) {
      const from = search.sourceOf[to]!;
      flow[from * sinks + to]! += amount;
      if (from === source) return;
      to = search.sinkOf[from]!;
      flow[from * sinks + to]! -= amount;
    }
  }
}

/**
 * Dijkstra's search in the residual graph: from a source to sinks, and from a sink back to the sources that fill it. A class, since functions that are made
 * for each picture would be compiled for each.
 */
class PathSearch {
  /** The source before a sink, and the sink before a source, on the shortest path. */
  readonly sourceOf: Int32Array;
  readonly sinkOf: Int32Array;
  readonly #cost: Float64Array;
  readonly #flow: Float64Array;
  // Reduced costs, cost − potentials of both ends, are never negative, and 0 where there is flow.
  readonly #sourcePotential: Float64Array;
  readonly #sinkPotential: Float64Array;
  readonly #sourceDistance: Float64Array;
  readonly #sinkDistance: Float64Array;
  readonly #sourceReached: Uint8Array;
  readonly #sinkDone: Uint8Array;

  constructor(sources: number, sinks: number, cost: Float64Array, flow: Float64Array) {
    this.#cost = cost;
    this.#flow = flow;
    this.sourceOf = new Int32Array(sinks);
    this.sinkOf = new Int32Array(sources);
    this.#sourcePotential = new Float64Array(sources);
    this.#sinkPotential = new Float64Array(sinks);
    this.#sourceDistance = new Float64Array(sources);
    this.#sinkDistance = new Float64Array(sinks);
    this.#sourceReached = new Uint8Array(sources);
    this.#sinkDone = new Uint8Array(sinks);
  }

  /** Returns the sink nearest to `start` that wants more; `sourceOf` and `sinkOf` lead back from it. Undefined if none wants more. */
  nearest(start: number, wanted: Float64Array): number | undefined {
    const [flow, sinkDone, sinkDistance, sourceReached] = [
      this.#flow,
      this.#sinkDone,
      this.#sinkDistance,
      this.#sourceReached,
    ];
    const [sources, sinks] = [sourceReached.length, sinkDone.length];
    sinkDistance.fill(Number.POSITIVE_INFINITY);
    sinkDone.fill(0);
    sourceReached.fill(0);
    this.#reach(start, 0);
    for (let step = 0; step < sinks; step++) {
      let sink = -1;
      let distance = Number.POSITIVE_INFINITY;
      for (let k = 0; k < sinks; k++) {
        if (sinkDone[k] === 0 && sinkDistance[k]! < distance) {
          distance = sinkDistance[k]!;
          sink = k;
        }
      }
      sinkDone[sink] = 1;
      if (wanted[sink]! > 0) {
        this.#updatePotentials(distance);
        return sink;
      }
      for (let source = 0; source < sources; source++) {
        if (sourceReached[source] === 1 || flow[source * sinks + sink] === 0) continue;
        this.sinkOf[source] = sink;
        this.#reach(source, distance);
      }
    }
    return undefined;
  }

  #reach(source: number, distance: number): void {
    const [cost, potential, done, found, sourceOf] = [
      this.#cost,
      this.#sinkPotential,
      this.#sinkDone,
      this.#sinkDistance,
      this.sourceOf,
    ];
    const sinks = done.length;
    this.#sourceReached[source] = 1;
    this.#sourceDistance[source] = distance;
    const base = distance - this.#sourcePotential[source]!;
    for (let sink = 0, k = source * sinks; sink < sinks; sink++, k++) {
      const through = base + cost[k]! - potential[sink]!;
      if (done[sink] === 0 && through < found[sink]!) {
        found[sink] = through;
        sourceOf[sink] = source;
      }
    }
  }

  /** Keeps reduced costs valid after the shortest path of length `distance`. */
  #updatePotentials(distance: number): void {
    for (let sink = 0; sink < this.#sinkDone.length; sink++) {
      if (this.#sinkDone[sink] === 1) this.#sinkPotential[sink]! -= distance - this.#sinkDistance[sink]!;
    }
    for (let source = 0; source < this.#sourceReached.length; source++) {
      if (this.#sourceReached[source] === 1) this.#sourcePotential[source]! += distance - this.#sourceDistance[source]!;
    }
  }
}
