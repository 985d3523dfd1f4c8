/** What experiments are written with. */
export type {
  Benchmark,
  BenchmarkContext,
  BenchmarkMetric,
  BenchmarkReport,
  BenchmarkRequest,
} from './define/benchmark.ts';
export {
  type Bench,
  type BenchCase,
  benched,
  type Cell,
  compute,
  type Measure,
  type MeasureContext,
  measure,
  type RunConfig,
  type RunnableCell,
  type TaskRunConfig,
  type Train,
  trained,
} from './define/cells.ts';
export { type Claim, equal, equalInRow, greater, greaterInRow, less, ordered } from './define/claims.ts';
export {
  CIFAR_SCALES,
  type ClassificationSettings,
  classesOf,
  classification,
} from './define/classification.ts';
export { type Column, exact, measured, ratio, score } from './define/columns.ts';
export { aboveSmoke, type Conditional, ifFetched, needsImageNet, notRun, onlyAt } from './define/conditional.ts';
export { type ConversionSubject, type ConversionTable, conversionTable } from './define/conversion.ts';
export { isHere, onceHere } from './define/datasets.ts';
export {
  DEPLOYED,
  type Deployed,
  type DeploymentTable,
  deployedFaster,
  deploymentTable,
  eachSpeed,
  foldedForm,
} from './define/deployment.ts';
export {
  type Drawing,
  defineFigure,
  type Figure,
  type FigureContext,
  type FigureRow,
  type PlotContext,
  type PrintedPoint,
  percent,
  printedBy,
  significant,
  type TrainedRun,
} from './define/figure.ts';
export { INT8, type Int8Table, int8Table } from './define/int8.ts';
export { type CostName, type Costs, commonFold, costNamed, costsOf, type Model } from './define/model.ts';
export {
  accuracyOf,
  baseNetwork,
  isPublished,
  networkOf,
  onAllImages,
  publishedOr,
  testEvaluator,
  withBase,
} from './define/networks.ts';
export type { Omission } from './define/omission.ts';
export { definePaper, type Paper, type PaperSpec, paperIn, type Rewriting } from './define/paper.ts';
export {
  PLAIN_DEVIATIONS,
  PLAIN_SCALES,
  type PlainSettings,
  plainRecipe,
  plainScales,
  type WithRecipe,
} from './define/plain-recipe.ts';
export type { Reason } from './define/reasons.ts';
export { cosineRate, decayOn, FAST_BIASES, type Phase, plateauRate, sgd, warmedUp } from './define/recipes.ts';
export type { Row } from './define/rows.ts';
export type { Scale, Settings } from './define/scales.ts';
export { defineTable, type Table, type TableSpec } from './define/table.ts';
export { timedAt, timingOf } from './define/timing.ts';
export {
  type Axis,
  type Bar,
  bars,
  type CurvePoint,
  curves,
  type HeatMap,
  heatMaps,
  type PlotSpec,
  type ScatterPoint,
  scatter,
} from './plot/index.ts';
