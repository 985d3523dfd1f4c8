/**
 * Not printed in the paper: costs of every model to the unit.
 *   npx refold reproduce repvgg --table extra-counts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts that equal those of the authors' code.
 */
import { count } from '@refold/core/cost';
import { CIFAR } from '@refold/core/zoo';
import { compute, costsOf, defineTable, exact, type Model } from '@refold/lab';
import { models, type RepVGGName, repvggSpecs, titleOf } from 'repvgg';

/** Headings, and names in the file of printed values. */
const COLUMNS = {
  train_params: 'Parameters, trained',
  train_params_without_aux: 'without auxiliary heads',
  aux_head_params: 'of auxiliary heads',
  deploy_params: 'Parameters, folded',
  train_macs_224: 'Multiply-adds, trained',
  deploy_macs_224: 'Multiply-adds, folded',
  deploy_macs_32: 'Multiply-adds, folded, 32×32',
  wino_muls_rule_224: 'Winograd multiplications',
} as const;
type Counts = { readonly [column in keyof typeof COLUMNS]?: (model: Model) => number };

/** Parameters of the heads that only training has. */
function auxiliaryParams({ build, input }: Model): number {
  const heads = [...count(build(), input).byPath].filter(([path]) => path.endsWith('_aux'));
  return heads.reduce((sum, [, { params }]) => sum + params, 0);
}

const train_params = (model: Model): number => costsOf(model).trained.params;
const deploy_params = (model: Model): number => costsOf(model).folded.params;
const deployMacs = (model: Model): number => costsOf(model).folded.macs;
const GATED: Counts = { train_params, deploy_params, deploy_macs_224: deployMacs };
const PLAIN: Counts = {
  ...GATED,
  train_macs_224: model => costsOf(model).trained.macs,
  wino_muls_rule_224: model => costsOf(model).folded.winogradMuls,
};

/** What the file has of models that aren't plain. */
const SPECIAL: { readonly [name in RepVGGName]?: Counts } = {
  'repvgg-d2se': { ...GATED, train_macs_224: model => costsOf(model).trained.macs },
  'repvggplus-l2pse': {
    ...GATED,
    aux_head_params: auxiliaryParams,
    train_params_without_aux: model => train_params(model) - auxiliaryParams(model),
  },
};

/** A model with the standard strides on images of 32×32. */
const small = (name: RepVGGName, classes: number): readonly [string, Model, Counts] => [
  `${titleOf(name)} ${classes} classes`,
  { input: CIFAR, build: () => models[name]!.build({ classes }) },
  { train_params, deploy_params, deploy_macs_32: deployMacs },
];

const ROWS: readonly (readonly [name: string, model: Model, counts: Counts])[] = [
  ...(Object.keys(repvggSpecs) as RepVGGName[]).map(
    name => [titleOf(name), models[name]!, SPECIAL[name] ?? PLAIN] as const,
  ),
  small('repvgg-a0', 10),
  small('repvgg-a0', 100),
  small('repvgg-b0', 10),
  small('repvgg-b0', 100),
];

export default defineTable({
  title: 'Extra: costs to the unit',
  printed: 'extra_exact-params-macs.csv',
  scales: { smoke: {} },
  columns: Object.fromEntries(Object.entries(COLUMNS).map(([column, heading]) => [column, exact({ heading })])),
  rows: ROWS.map(([name, model, counts]) => ({
    name,
    cells: Object.fromEntries(Object.entries(counts).map(([column, of]) => [column, compute(() => of(model))])),
  })),
  deviations: [
    "The paper prints none of these: the values beside ours were counted on the authors' code.",
    'Winograd multiplications are by the paper’s rule: 4/9 of those of a 3×3 layer of stride 1.',
  ],
});
