/** Losses by name. A new one is one file, one line here. */
import type { LabelKind } from '../../data/labels.ts';
import { RefoldError } from '../../error.ts';
import { type LossSettings, rejectSetting } from '../config.ts';
import { registered } from '../registered.ts';
import { klDivergence, pixelCrossEntropy, reverseKlDivergence, softmaxCrossEntropy } from './entropy.ts';
import type { Loss, LossDefinition } from './loss.ts';
import { meanSquaredError, smoothL1 } from './regression.ts';

export { klDivergence, pixelCrossEntropy, reverseKlDivergence, softmaxCrossEntropy } from './entropy.ts';
export { fromTfjs, type Loss, type LossDefinition, type LossValue } from './loss.ts';
export { type Objective, objective } from './objective.ts';
export { meanSquaredError, smoothL1 } from './regression.ts';

/** Core's own losses. */
export const LOSSES = {
  crossEntropy: { labels: ['class', 'distribution'], make: () => softmaxCrossEntropy },
  kl: { labels: ['class', 'distribution'], make: () => klDivergence },
  /** Setting `floor`: the least share of a target. Default 1e-6. */
  reverseKl: {
    labels: ['class', 'distribution'],
    make: settings => reverseKlDivergence(above0(settings, 'floor', 1e-6)),
  },
  pixelCrossEntropy: { labels: ['map'], make: () => pixelCrossEntropy },
  mse: { labels: ['class', 'distribution', 'dimensions'], make: () => meanSquaredError },
  /** Setting `beta`: where the loss becomes linear. Default 1. */
  smoothL1: { labels: ['distribution', 'dimensions'], make: settings => smoothL1(above0(settings, 'beta', 1)) },
} as const satisfies Record<string, LossDefinition>;

/** The name of the usual loss of a kind of label; undefined without labels. */
export const DEFAULT_LOSS = {
  class: 'crossEntropy',
  distribution: 'kl',
  dimensions: 'mse',
  map: 'pixelCrossEntropy',
  none: undefined,
} as const satisfies Record<LabelKind['kind'], keyof typeof LOSSES | undefined>;

/**
 * The loss that settings name, for labels of a kind.
 * @param own what a paper registers beside core's
 * @throws RefoldError for an unknown name (with the near ones), a loss of other labels, an impossible setting, and without labels
 */
export function lossFor(
  settings: LossSettings,
  kind: LabelKind['kind'],
  own: Readonly<Record<string, LossDefinition>> = {},
): Loss {
  const name = settings.kind ?? DEFAULT_LOSS[kind];
  if (name === undefined) throw new RefoldError('loss: supervised learning needs labels, and the dataset has none.');
  const all: Readonly<Record<string, LossDefinition>> = { ...LOSSES, ...own };
  const definition = registered('loss', name, all);
  if (definition.labels.includes(kind)) return definition.make(settings);
  const fitting = Object.keys(all).filter(other => all[other]!.labels.includes(kind));
  throw new RefoldError(
    `loss: '${name}' is for labels of kind ${definition.labels.join(', ')}, but the dataset's are of kind '${kind}'. Available: ${fitting.join(', ')}.`,
  );
}

function above0(settings: LossSettings, name: string, otherwise: number): number {
  const value = settings[name] ?? otherwise;
  return typeof value === 'number' && value > 0 ? value : rejectSetting(`loss.${name}`, value, 'a number above 0');
}
