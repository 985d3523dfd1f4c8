/** The widths of the authors' pruned networks (section 4, figure 3), and the networks that have them. */
import { count } from '@refold/core/cost';
import { foldedLayer } from '@refold/core/fold';
import type { Layer, Shape } from '@refold/core/layers';
import { keepSurgery } from '@refold/core/prune';
import {
  type Catalogue,
  CIFAR,
  cifarResNet,
  IMAGENET,
  mobileNet,
  resnetClassifier,
  resnetSpecs,
} from '@refold/core/zoo';
import { placesOf, type Where } from './targets.ts';

/** Widths of the authors' pruned networks, one per target, in order of evaluation. */
export const PUBLISHED_WIDTHS = {
  /** Saves 54.54 % of the multiply-adds: the 1×1 and the 3×3 of each block, from the released log. */
  'resnet-50': [
    22, 22, 23, 36, 1, 1, 62, 97, 16, 49, 38, 68, 41, 92, 189, 204, 69, 145, 65, 139, 64, 94, 67, 89, 86, 95, 473, 488,
    171, 281, 511, 512,
  ],
  /** Saves 73.91 %: the stem and the pointwise layers, read from figure 3. */
  mobilenet: [12, 43, 61, 91, 121, 148, 187, 213, 177, 189, 227, 299, 488, 1019],
  /** One of the five runs behind 52.91 %: the first layer of each block, read from figure 3. */
  'resnet-56': [10, 12, 1, 8, 6, 5, 1, 4, 1, 29, 8, 6, 7, 20, 20, 17, 16, 11, 64, 49, 57, 46, 38, 38, 35, 28, 1],
} as const satisfies Record<string, readonly number[]>;

/** A name of `PUBLISHED_WIDTHS`. */
export type PublishedName = keyof typeof PUBLISHED_WIDTHS;

/** A network that the authors pruned, before pruning. */
export interface Host {
  readonly input: Shape;
  readonly build: (classes?: number) => Layer;
  /** Which targets are pruned. Default: all. */
  readonly where?: Where;
}

/** The networks that the authors pruned. ResNet-50 has its stride in the 3×3 and its stem isn't pruned; ResNet-56 has projection shortcuts. */
export const HOSTS: Readonly<Record<PublishedName, Host>> = {
  'resnet-50': {
    input: IMAGENET,
    build: classes => resnetClassifier(resnetSpecs['resnet-50-v1.5'], classes === undefined ? {} : { classes }),
    where: ({ path }) => !path.includes('stem'),
  },
  mobilenet: { input: IMAGENET, build: mobileNet },
  'resnet-56': {
    input: CIFAR,
    build: classes => cifarResNet(56, { shortcut: 'projection', ...(classes !== undefined && { classes }) }),
  },
};

/**
 * The folded expression with its targets narrowed to these widths.
 * @param widths one per target, in order of evaluation
 * @throws RefoldError if a width is larger than its target's
 */
export function withWidths(layer: Layer, input: Shape, widths: readonly number[], where?: Where): Layer {
  const folded = foldedLayer(layer, input);
  const keep = placesOf({ layer: folded, input }, where).map(
    ({ target: { group } }, i) => [group.name, [...Array(widths[i]).keys()]] as const,
  );
  return keepSurgery(folded, input, Object.fromEntries(keep)).layer;
}

/** The widths of a host's targets before pruning, in order of evaluation. */
export const widthsOf = ({ build, input, where }: Host): readonly number[] =>
  placesOf({ layer: build(), input }, where).map(({ target }) => target.group.size);

/** A host's folded expression with the published widths. */
export const published = (name: PublishedName, classes?: number): Layer =>
  withWidths(HOSTS[name].build(classes), HOSTS[name].input, PUBLISHED_WIDTHS[name], HOSTS[name].where);

/**
 * The share of a host's multiply-adds that it saves with these widths, from 0 to 1.
 * @param widths one per target, in order of evaluation
 * @param macsOf counts the multiply-adds of a folded expression; default: as many as there are
 * @throws RefoldError if a width is larger than its target's
 */
export function savedAt({ build, input, where }: Host, widths: readonly number[], macsOf = macs): number {
  const layer = build();
  return 1 - macsOf(withWidths(layer, input, widths, where), input) / macsOf(foldedLayer(layer, input), input);
}

/** The share of a host's multiply-adds that the published widths save, from 0 to 1. */
export const publishedReduction = (name: PublishedName, macsOf = macs): number =>
  savedAt(HOSTS[name], PUBLISHED_WIDTHS[name], macsOf);

const macs = (layer: Layer, input: Shape): number => count(layer, input).total.macs;

const entry = (name: PublishedName, reduction: string): Catalogue[string] => ({
  description: `${name} as pruned by ResRep, with ${reduction} % fewer multiply-adds; folded`,
  input: HOSTS[name].input,
  build: ({ classes } = {}) => published(name, classes),
});

/** The authors' pruned networks by the names that `refold models` lists. */
export const models: Catalogue = {
  'resnet-50-resrep': entry('resnet-50', '54.54'),
  'mobilenet-resrep': entry('mobilenet', '73.91'),
  'resnet-56-cifar-resrep': entry('resnet-56', '53.05'),
};
