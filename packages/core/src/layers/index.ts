/** The layer algebra. Loads no tensor library: evaluation is in `@refold/core/apply`. */
export * from './build.ts';
export { insertAfter, type NamedChild, numberedAfter } from './insert.ts';
export { parseLayer, stringifyLayer } from './json.ts';
export {
  DEFAULT_KERNEL,
  kaimingNormal,
  type Parameter,
  type ParameterSpec,
  parameters,
  parametersOf,
} from './parameters.ts';
export { rebuild } from './rebuild.ts';
export {
  infer,
  isLeaf,
  join,
  type Link,
  leaves,
  linkRows,
  links,
  ShapeError,
  show,
  span,
  type Traced,
  trace,
} from './shapes.ts';
export {
  type Block,
  centred,
  convNormOf,
  convOf,
  inputShape,
  keepsShape,
  makeSite,
  type Site,
  type SiteOptions,
} from './site.ts';
export { replaceConvNorms } from './substitute.ts';
export type * from './types.ts';
export { ACTIVATIONS } from './types.ts';
