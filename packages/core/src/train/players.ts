/** Players: the networks of a task while a run goes on, with their optimizers' state. */
import * as tf from '@tensorflow/tfjs-core';
import { disposeInstance, download, type Instance, instantiate, snapshot } from '../layers/apply.ts';
import type { Network } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';

import type { Clock, Schedule } from '../optim/schedule.ts';
import type { Optimizer, Tensors } from '../optim/transform.ts';
import type { SavedPlayer } from './checkpoint.ts';

/** A network of a task, with the parameters that it begins with. */
export interface PlayerSpec {
  readonly network: Network;
  /** Absent: the player is frozen. It gives outputs and input gradients, and its parameters stay. */
  readonly optimizer?: Optimizer;
  /** The optimizer's learning rate, for progress and logs. */
  readonly lr?: Schedule;
}

/** A task's players by name. */
export type Players = Readonly<Record<string, Player>>;

/** A network on the active backend, and the optimizer that moves it. */
export class Player {
  /** For `pass`. */
  readonly instance: Instance;
  readonly #network: Network;
  readonly #optimizer: Optimizer | undefined;
  readonly #state: Tensors;

  /**
   * @param saved where a run goes on from; absent: the specification's own parameters and a fresh optimizer
   * @throws RefoldError naming a parameter that is missing or has another shape
   */
  constructor({ network, optimizer }: PlayerSpec, saved?: SavedPlayer) {
    this.#network = network;
    this.#optimizer = optimizer;
    this.instance = instantiate({ ...network, params: saved?.params ?? network.params });
    this.#state = saved === undefined ? (optimizer?.init(this.trainable) ?? new Map()) : upload(saved.optimizer);
  }

  /** The variables that learn, by path. */
  get trainable(): ReadonlyMap<string, tf.Variable> {
    return trainableOf(this.instance);
  }

  /**
   * Moves the network by one step of its optimizer. Consumes the gradients: those of a frozen player are freed, and so is ∂L/∂x.
   * @param gradients by path, as `Pass.backward` gives them
   */
  async update(gradients: Tensors, clock: Clock): Promise<void> {
    const { variables } = this.instance;
    for (const [path, gradient] of gradients) {
      if (this.#optimizer !== undefined && variables.has(path)) continue;
      gradient.dispose();
      gradients.delete(path);
    }
    await this.#optimizer?.step(this.trainable, gradients, this.#state, clock);
  }

  /** The network with the parameters that it has now, copied to the host. */
  async network(): Promise<Network> {
    return { ...this.#network, params: await snapshot(this.instance) };
  }

  /** What the optimizer keeps now, keyed `slot/path`, copied to the host. */
  optimizerState(): Promise<ReadonlyMap<string, NdArray>> {
    return download(this.#state);
  }

  /** Frees variables and optimizer state. */
  dispose(): void {
    disposeInstance(this.instance);
    tf.dispose([...this.#state.values()]);
  }
}

/** Each player's network by name, with the parameters that it has now, copied to the host. */
export async function networksOf(players: Players): Promise<Readonly<Record<string, Network>>> {
  const all = Object.entries(players).map(async ([name, player]) => [name, await player.network()] as const);
  return Object.fromEntries(await Promise.all(all));
}

/** The variables of an instance that learn, by path. */
export const trainableOf = ({ trainable, variables }: Instance): ReadonlyMap<string, tf.Variable> =>
  new Map(trainable.map(path => [path, variables.get(path)!]));

const upload = (state: ReadonlyMap<string, NdArray>): Tensors =>
  new Map([...state].map(([key, { shape, data }]) => [key, tf.tensor(Float32Array.from(data), [...shape])]));
