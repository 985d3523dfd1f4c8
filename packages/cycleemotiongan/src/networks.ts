/** Networks of the experiments: classifiers whose features can be aligned, and what tells features apart. */
import {
  type Chain,
  chain,
  conv,
  flatten,
  globalAvgPool,
  type Layer,
  linear,
  maxPool,
  relu,
  tap,
} from '@refold/core/layers';
import { FEATURES } from './config.ts';

/** Name of a classifier's first child, which a supervised run may freeze. */
export const BACKBONE = 'backbone';

/** A classifier on a backbone's map: [h, w, 3] → [classes]; the tap shows the pooled map. */
export const classifierOn = (backbone: Layer, classes: number): Chain =>
  chain({
    [BACKBONE]: backbone,
    head: chain({ pool: globalAvgPool(), flatten: flatten(), features: tap(FEATURES), scores: linear(classes) }),
  });

/** Widths of a small classifier's stages. */
const STAGES = [16, 32, 64] as const;

/** Numbers of a small classifier's feature. */
export const SMALL_WIDTH = STAGES[2];

/** Three stages of 3×3 convolutions, two of them halving: digits, and smoke runs. There are no norms, whose statistics would be those of one domain. */
export const smallClassifier = (classes: number): Chain =>
  classifierOn(chain(STAGES.map((width, i) => stage(width, i < STAGES.length - 1))), classes);

const stage = (width: number, halves: boolean): Chain =>
  chain({
    conv: conv(width, 3, { bias: true }),
    relu: relu(),
    ...(halves && { pool: maxPool(2) }),
  });

/** Hidden units of ADDA's discriminator. */
const HIDDEN = 500;

/** [features] → [1], a logit: two hidden layers, as in ADDA and CyCADA. */
export const featureDiscriminator = (): Chain =>
  chain({
    first: linear(HIDDEN),
    relu1: relu(),
    second: linear(HIDDEN),
    relu2: relu(),
    score: linear(1),
  });
