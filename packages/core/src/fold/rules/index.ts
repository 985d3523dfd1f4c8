/** The rules in the order in which they are tried. */
import type { Rule } from '../rule.ts';
import { convConv, convPointwise, linearLinear, pointwiseConv } from './composition.ts';
import { concatConv } from './concat-conv.ts';
import { concatOfConvs } from './concat-convs.ts';
import { convNorm } from './conv-norm.ts';
import { pointwiseTransposed, transposedPointwise } from './conv-transpose.ts';
import { dropoutAway } from './dropout.ts';
import { flattenLinear } from './flatten-linear.ts';
import { convGlobalPool } from './global-pool.ts';
import { reflectionPointwise, upsamplePointwise } from './resize.ts';
import { spatialSpatial } from './spatial-linear.ts';
import { spatialNorm, spatialVectorNorm } from './spatial-norm.ts';
import { sumOfConvs } from './sum-convs.ts';
import { sumOfSpatialLinears } from './sum-spatial.ts';
import { unitNorm } from './unit-norm.ts';

/** On one leaf, for its own sake. */
export const LEAF_RULES: readonly Rule[] = [dropoutAway, unitNorm];

/** On the last `arity` neighbours of a chain. */
export const CHAIN_RULES: readonly Rule[] = [
  convNorm,
  linearLinear,
  pointwiseConv,
  convPointwise,
  convConv,
  concatConv,
  flattenLinear,
  spatialNorm,
  spatialVectorNorm,
  spatialSpatial,
  transposedPointwise,
  pointwiseTransposed,
  convGlobalPool,
  upsamplePointwise,
  reflectionPointwise,
];

/** On siblings under a sum: convs first, so that one conv at most meets a spatialLinear. */
export const SUM_RULES: readonly Rule[] = [sumOfConvs, sumOfSpatialLinears];

/** On siblings under a concat that stand side by side. */
export const CONCAT_RULES: readonly Rule[] = [concatOfConvs];
