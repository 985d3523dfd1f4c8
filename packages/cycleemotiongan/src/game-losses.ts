/** The losses of a run's games, epoch by epoch: whether one of them has come to a standstill. */
import type { NdArray } from '@refold/core';
import type { Clock } from '@refold/core/optim';
import type { Losses, TaskState } from '@refold/core/train';
import { type CollapseReport, collapseOf } from './collapse.ts';

/** A game: whose loss is the discriminator's and whose the opponent's, and what a coin's would be. */
export interface GameNames {
  readonly name: string;
  readonly discriminator: string;
  readonly generator: string;
  readonly coin: number;
}

/** What is kept of the epochs before: whether a game stood still in one of them. */
const EARLIER = 'collapsed';

/** Keeps the losses of an epoch, which a checkpoint holds too. */
export class GameLosses implements TaskState {
  readonly #games: readonly GameNames[];
  #losses: Record<string, number[]> = {};
  #collapsedBefore = false;

  constructor(games: readonly GameNames[]) {
    this.#games = games;
  }

  /** Adds a step's. */
  add(losses: Losses, { step, stepsPerEpoch }: Clock): void {
    if (step > 0 && step % stepsPerEpoch === 0) {
      this.#collapsedBefore = this.hasCollapsed;
      this.#losses = {};
    }
    for (const name of this.#names) {
      const loss = losses[name];
      if (loss !== undefined) this.#kept(name).push(loss);
    }
  }

  /** Whether a game stood still in this epoch, as far as it has come, or for the whole of an earlier one. */
  get hasCollapsed(): boolean {
    return this.#collapsedBefore || this.reports.some(({ collapsed }) => collapsed === 1);
  }

  /** What became of each game in this epoch. */
  get reports(): readonly CollapseReport[] {
    return this.#games.map(({ name, discriminator, generator, coin }) =>
      collapseOf({ name, discriminator: this.#kept(discriminator), generator: this.#kept(generator), coin }),
    );
  }

  /** What stood still for the whole of this epoch, in words. */
  get notes(): readonly string[] {
    return this.reports.flatMap(({ note }) => note ?? []);
  }

  save(): ReadonlyMap<string, NdArray> {
    // Each is the value of one tensor, so that 32 bits hold it.
    const kept = this.#names.map(name => {
      const data = Float32Array.from(this.#kept(name));
      return [name, { shape: [data.length], data }] as const;
    });
    return new Map([...kept, [EARLIER, { shape: [1], data: Float32Array.of(Number(this.#collapsedBefore)) }]]);
  }

  load(saved: ReadonlyMap<string, NdArray>): void {
    this.#collapsedBefore = saved.get(EARLIER)?.data[0] === 1;
    this.#losses = Object.fromEntries(this.#names.map(name => [name, [...(saved.get(name)?.data ?? [])]]));
  }

  get #names(): readonly string[] {
    return this.#games.flatMap(({ discriminator, generator }) => [discriminator, generator]);
  }

  #kept(name: string): number[] {
    this.#losses[name] ??= [];
    return this.#losses[name];
  }
}
