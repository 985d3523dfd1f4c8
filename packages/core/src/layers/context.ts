/** A leaf's view of the pass that it is part of. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../rng.ts';
import { accumulate } from './accumulate.ts';
import { moveAverages } from './averages.ts';
import type { LeafContext, StatisticMove } from './leaves/evaluation.ts';
import { join } from './shapes.ts';
import type { PassState } from './step.ts';

/** The paths of a leaf's parameters: made once, since every pass looks them up. */
export class ParameterPaths {
  private readonly byName = new Map<string, string>();

  constructor(readonly leaf: string) {}

  /** The path of the parameter of that name. */
  of(name: string): string {
    let path = this.byName.get(name);
    if (path === undefined) {
      path = join(this.leaf, name);
      this.byName.set(name, path);
    }
    return path;
  }
}

/** The context of the leaf with those parameters. */
export class PassContext implements LeafContext {
  private stream: Rng | undefined = undefined;

  constructor(
    private readonly state: PassState,
    private readonly paths: ParameterPaths,
    readonly needsInputGrad: boolean,
  ) {}

  get training(): boolean {
    return this.state.training;
  }

  get rng(): Rng {
    this.stream ??= this.state.rng.fork(this.paths.leaf);
    return this.stream;
  }

  param<T extends tf.Tensor>(name: string): T {
    return this.variable(name) as tf.Tensor as T;
  }

  gradient(name: string, value: tf.Tensor): void {
    const { gradients } = this.state;
    const path = this.paths.of(name);
    const before = gradients.get(path);
    gradients.set(path, tf.keep(before === undefined ? value : accumulate(before, value)));
    if (before !== undefined) value.dispose();
  }

  moveAverages(moves: readonly StatisticMove[]): void {
    if (this.state.keepStatistics) return;
    moveAverages(
      moves.map(({ name, value, keep, weight }) => ({ average: this.variable(name)!, value, keep, weight })),
    );
  }

  private variable(name: string): tf.Variable | undefined {
    return this.state.variables.get(this.paths.of(name));
  }
}
