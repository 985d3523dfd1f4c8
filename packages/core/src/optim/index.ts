export { type ClusteredGradient, centreGradients } from './centre.ts';
export type { Adam, OptimizerDescription, Sgd } from './description.ts';
export { descend, limitedTo, makeOptimizer, withGradientTransform } from './optimizer.ts';
export { byPath, exactly, matcher, type PathRules, type Pattern } from './rules.ts';
export {
  type Clock,
  constant,
  cosine,
  linearDecay,
  linearWarmup,
  multiStep,
  poly,
  type Schedule,
  scheduleAt,
} from './schedule.ts';
export {
  type Awaitable,
  chainTransforms,
  type Optimizer,
  type Outcome,
  type Parameter,
  perParameter,
  requireTensor,
  stateKey,
  stateless,
  type Tensors,
  type Transform,
  type Variables,
} from './transform.ts';
export {
  type AdamSettings,
  adamDirection,
  clipByGlobalNorm,
  clipByValue,
  freeze,
  heavyBall,
  nesterov,
  scaleByPath,
  scaleBySchedule,
  weightDecay,
} from './transforms.ts';
