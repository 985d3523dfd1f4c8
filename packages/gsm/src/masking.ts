/** The update rule as a gradient transform before SGD with momentum and weight decay: which weights receive their gradient. */
import { requireTensor, stateKey, type Tensors, type Transform, type Variables } from '@refold/core/optim';
import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, sizeOfAll } from './kernels.ts';
import { TopValues } from './top-values.ts';

/** State key of the masks, one per kernel: 1 where a weight is active, else 0. */
export const ACTIVE = 'active';
/** State key of [epochs]: for each epoch the share of all weights that became active again, summed over its steps. */
export const REACTIVATED = stateKey('reactivated', 'epochs');
/** State key of [1]: the number of steps in which fewer than Q saliencies were above 0. */
export const SHORT = stateKey('short', 'steps');

/** Options of `topQMask` and `fixedMask`. */
export interface TopQOptions {
  readonly kernels: readonly Kernel[];
  /** Q: how many weights of all kernels receive their gradient. */
  readonly active: number;
  /** Whether to count the active weights that were passive one step before (figure 4d); keeps the mask in the state. Default: false. */
  readonly counted?: boolean;
}

/**
 * The transform B∘∂L/∂w of the update rule: in every step the gradients of exactly Q weights pass, those with the largest |w·∂L/∂w| over all
 * kernels (of equal ones the first), and those of other kernel weights become 0. Other parameters keep their gradients. Weight decay follows,
 * on active and passive weights alike, and must be the SGD's own, inside its momentum. If fewer than Q saliencies are above 0, the first of
 * those that are 0 fill up Q, and the step counts as short.
 * @throws RefoldError when a gradient is NaN
 */
export function topQMask({ kernels, active, counted = false }: TopQOptions): Transform {
  const selector = new Selector(kernels, active);
  return {
    init: () =>
      new Map([
        [SHORT, tf.zeros([1])],
        ...(counted ? [[REACTIVATED, tf.zeros([1])] as const, ...emptyMasks(kernels)] : []),
      ]),
    async update(gradients, state, params, clock) {
      const isShort = await selector.select(gradients, params);
      if (isShort) await add(state, SHORT, 0, 1);
      if (counted) {
        const epoch = Math.floor(clock.step / clock.stepsPerEpoch);
        const again = await selector.keepMasks(state);
        await add(state, REACTIVATED, epoch, clock.step === 0 ? 0 : again / sizeOfAll(kernels));
      }
      return selector.mask(gradients);
    },
  };
}

/** `topQMask` without re-selection: the mask of the first step stays, and is kept in the state (figure 4). */
export function fixedMask({ kernels, active }: Omit<TopQOptions, 'counted'>): Transform {
  return {
    init: () => new Map([[SHORT, tf.zeros([1])], ...emptyMasks(kernels)]),
    async update(gradients, state, params, { step }) {
      if (step === 0) {
        const selector = new Selector(kernels, active);
        if (await selector.select(gradients, params)) await add(state, SHORT, 0, 1);
        await selector.keepMasks(state);
      }
      return masked(gradients, state, kernels);
    },
  };
}

/** The transform that passes a kernel's gradient where its weight wasn't exactly zero at the start, so that zeros stay zeros. */
export const keepingZeros = (kernels: readonly Kernel[]): Transform => ({
  init: params =>
    new Map(
      kernels.map(({ path }) => [
        stateKey(ACTIVE, path),
        tf.tidy(() => tf.cast(tf.notEqual(requireTensor(params, path), 0), 'float32')),
      ]),
    ),
  update: (gradients, state) => masked(gradients, state, kernels),
});

const emptyMasks = (kernels: readonly Kernel[]): readonly (readonly [string, tf.Tensor])[] =>
  kernels.map(({ path, shape }) => [stateKey(ACTIVE, path), tf.zeros([...shape])]);

/** Gradients times the masks in the state. */
function masked(gradients: Tensors, state: Tensors, kernels: readonly Kernel[]): Tensors {
  for (const { path } of kernels) {
    const gradient = requireTensor(gradients, path);
    gradients.set(path, tf.mul(gradient, requireTensor(state, stateKey(ACTIVE, path))));
    gradient.dispose();
  }
  return gradients;
}

/** Adds to one element of a vector in the state, which grows to hold it. */
async function add(state: Tensors, key: string, index: number, amount: number): Promise<void> {
  const before = requireTensor(state, key);
  const values = new Float32Array(Math.max(before.size, index + 1));
  values.set(await before.data<'float32'>());
  values[index]! += amount;
  before.dispose();
  state.set(key, tf.tensor1d(values));
}

/** Selects over the kernels of one run. Its buffers are as long as all kernels together and are reused in every step. */
class Selector {
  readonly #kernels: readonly Kernel[];
  readonly #count: number;
  readonly #top: TopValues;
  /** The gradients of the step, unmasked. */
  #gradients: readonly Float32Array[] = [];
  /** Places of the active weights among those of all kernels, one kernel after the other; ascending. */
  #active = new Uint32Array(0);

  constructor(kernels: readonly Kernel[], count: number) {
    this.#kernels = kernels;
    this.#count = count;
    this.#top = new TopValues(sizeOfAll(kernels));
  }

  /** Finds the active weights; returns whether fewer than Q saliencies are above 0. */
  async select(gradients: Tensors, params: Variables): Promise<boolean> {
    const valuesOf = (tensors: Variables) =>
      Promise.all(this.#kernels.map(({ path }) => requireTensor(tensors, path).data<'float32'>()));
    this.#gradients = await valuesOf(gradients);
    const weights = await valuesOf(params);
    const { values } = this.#top;
    let at = 0;
    for (const [k, { size }] of this.#kernels.entries()) {
      saliencies(this.#gradients[k]!, weights[k]!, values.subarray(at, at + size));
      at += size;
    }
    const { places, least } = this.#top.select(this.#count);
    this.#active = places;
    return least === 0;
  }

  /** The gradients, those of passive weights replaced by zeros. */
  mask(gradients: Tensors): Tensors {
    for (const { kernel, active, from, k } of this.#byKernel()) {
      const slopes = this.#gradients[k]!;
      const passed = new Float32Array(kernel.size);
      for (const place of active) passed[place - from] = slopes[place - from]!;
      requireTensor(gradients, kernel.path).dispose();
      gradients.set(kernel.path, tf.tensor(passed, [...kernel.shape]));
    }
    return gradients;
  }

  /** Puts the masks into the state; returns how many weights are active that the masks before had as passive. */
  async keepMasks(state: Tensors): Promise<number> {
    let again = 0;
    for (const { kernel, active, from } of this.#byKernel()) {
      const key = stateKey(ACTIVE, kernel.path);
      const before = requireTensor(state, key);
      const old = await before.data();
      const mask = new Float32Array(kernel.size);
      for (const place of active) {
        mask[place - from] = 1;
        if (old[place - from] === 0) again++;
      }
      before.dispose();
      state.set(key, tf.tensor(mask, [...kernel.shape]));
    }
    return again;
  }

  /** Each kernel, the places of its active weights among those of all, and the place of its first. */
  *#byKernel() {
    let [from, first] = [0, 0];
    for (const [k, kernel] of this.#kernels.entries()) {
      let end = first;
      while (end < this.#active.length && this.#active[end]! < from + kernel.size) end++;
      yield { kernel, active: this.#active.subarray(first, end), from, k };
      [from, first] = [from + kernel.size, end];
    }
  }
}

/** Writes |w·∂L/∂w|, rounded to float32. Unrolled by four, which is 1.5 times as fast. */
function saliencies(slopes: Float32Array, weights: Float32Array, into: Float32Array): void {
  const whole = into.length - (into.length % 4);
  for (let i = 0; i < whole; i += 4) {
    into[i] = Math.abs(slopes[i]! * weights[i]!);
    into[i + 1] = Math.abs(slopes[i + 1]! * weights[i + 1]!);
    into[i + 2] = Math.abs(slopes[i + 2]! * weights[i + 2]!);
    into[i + 3] = Math.abs(slopes[i + 3]! * weights[i + 3]!);
  }
  for (let i = whole; i < into.length; i++) into[i] = Math.abs(slopes[i]! * weights[i]!);
}
