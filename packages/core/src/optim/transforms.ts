/** The field's gradient transforms. Where a setting differs between parameters, it is given as rules by path. */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../error.ts';
import { share } from '../layers/tensors/share.ts';
import { byPath, matcher, type PathRules, type Pattern } from './rules.ts';
import { type Clock, type Schedule, scheduleAt } from './schedule.ts';
import { perParameter, stateless, type Transform } from './transform.ts';

/** Lets `init` look up every parameter's setting, so that a path without a rule is found before the first step. */
const covering = (setting: (path: string) => number, transform: Transform): Transform => ({
  ...transform,
  init(params) {
    for (const path of params.keys()) setting(path);
    return transform.init(params);
  },
});

/** Adds λ·w: the gradient of an L2 penalty λ/2·‖w‖² when it stands first, decoupled decay (AdamW) when it stands before the schedule. */
export function weightDecay(rules: PathRules<number>): Transform {
  const decay = byPath(rules, 'weightDecay');
  const transform = stateless(({ path, value, gradient }) => {
    const lambda = decay(path);
    return lambda === 0 ? gradient : tf.add(gradient, tf.mul(value, lambda));
  });
  return covering(decay, transform);
}

/** Heavy-ball momentum in PyTorch's sense: v ← m·v + g, and the update is v. */
export function heavyBall(momentum: PathRules<number>): Transform {
  const coefficient = byPath(momentum, 'momentum');
  const transform = perParameter(['momentum'], ({ path, gradient, state }) => {
    const velocity = tf.add(tf.mul(state.momentum, coefficient(path)), gradient);
    return { update: share(velocity), state: { momentum: velocity } };
  });
  return covering(coefficient, transform);
}

/** Nesterov's momentum in PyTorch's sense: v ← m·v + g, and the update is g + m·v. */
export function nesterov(momentum: PathRules<number>): Transform {
  const coefficient = byPath(momentum, 'momentum');
  const transform = perParameter(['momentum'], ({ path, gradient, state }) => {
    const m = coefficient(path);
    const velocity = tf.add(tf.mul(state.momentum, m), gradient);
    return { update: tf.add(gradient, tf.mul(velocity, m)), state: { momentum: velocity } };
  });
  return covering(coefficient, transform);
}

/** Adam's constants; defaults: 0.9, 0.999, 1e-8. ε must be above 0: it is what a gradient that was always zero is divided by. */
export interface AdamSettings {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam's constants at a step. With both corrections of the moments' biases moved into two scalars, m̂/(√v̂ + ε) is
 * correction·mean/(√square + epsilon).
 */
export function adamCorrections({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamSettings, { step }: Clock) {
  const root = Math.sqrt(1 - beta2 ** (step + 1));
  return { beta1, beta2, correction: root / (1 - beta1 ** (step + 1)), epsilon: epsilon * root };
}

/**
 * Adam's direction m̂/(√v̂ + ε) with bias-corrected moments (Kingma and Ba 2015, algorithm 1).
 * @throws RefoldError unless ε is above 0
 */
export function adamDirection(settings: AdamSettings = {}): Transform {
  requireAbove0('epsilon', settings.epsilon ?? 1e-8);
  return perParameter(['mean', 'square'], ({ gradient, state, clock }) => {
    const { beta1, beta2, correction, epsilon } = adamCorrections(settings, clock);
    const mean = tf.add(tf.mul(state.mean, beta1), tf.mul(gradient, 1 - beta1));
    const square = tf.add(tf.mul(state.square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const update = tf.div(tf.mul(mean, correction), tf.add(tf.sqrt(square), epsilon));
    return { update, state: { mean, square } };
  });
}

/** Multiplies by the schedule's value: the learning rate, last in a chain. */
export const scaleBySchedule = (schedule: Schedule): Transform =>
  stateless(({ gradient, clock }) => tf.mul(gradient, scheduleAt(schedule, clock)));

/** Multiplies by a factor chosen by path: learning-rate multipliers. */
export function scaleByPath(rules: PathRules<number>): Transform {
  const factor = byPath(rules, 'scale');
  const transform = stateless(({ path, gradient }) => (factor(path) === 1 ? gradient : tf.mul(gradient, factor(path))));
  return covering(factor, transform);
}

/** Withholds the gradients of matching parameters from what follows: they stay as they are, undecayed too. Stands first. */
export function freeze(patterns: readonly Pattern[]): Transform {
  const frozen = matcher(patterns, 'freeze');
  return {
    init: () => new Map(),
    update: gradients => {
      for (const [path, gradient] of gradients) {
        if (!frozen(path)) continue;
        gradient.dispose();
        gradients.delete(path);
      }
      return gradients;
    },
  };
}

function requireAbove0(name: string, value: number): void {
  if (!(value > 0)) throw new RefoldError(`optimizer: '${name}' is ${value}; it must be above 0`);
}

/** Clips each element to ±limit. */
export const clipByValue = (limit: number): Transform =>
  stateless(({ gradient }) => tf.clipByValue(gradient, -limit, limit));

/**
 * Scales all gradients by one factor so that their joint L2 norm is at most `limit` (Pascanu et al. 2013). Gradients that are all zero
 * stay so.
 * @throws RefoldError unless `limit` is above 0
 */
export function clipByGlobalNorm(limit: number): Transform {
  requireAbove0('clipNorm', limit);
  return {
    init: () => new Map(),
    async update(gradients, state, params, clock) {
      if (gradients.size === 0) return gradients;
      const factor = tf.tidy(() => {
        const squares = [...gradients.values()].map(g => tf.sum(tf.square(g)));
        return tf.minimum(1, tf.div(limit, tf.sqrt(tf.addN(squares))));
      });
      const clipped = await stateless(({ gradient }) => tf.mul(gradient, factor)).update(
        gradients,
        state,
        params,
        clock,
      );
      factor.dispose();
      return clipped;
    },
  };
}
