/** The networks that the authors trimmed, and their widths (tables 1 and 2). */
import type { Layer, Shape } from '@refold/core/layers';
import { mergeSurgery } from '@refold/core/prune';
import {
  type Catalogue,
  CIFAR,
  cifarDenseNet,
  cifarResNet,
  IMAGENET,
  resnetClassifier,
  resnetSpecs,
} from '@refold/core/zoo';
import { evenClustersOf, type Widths } from './clusters.ts';

/** A network before trimming. */
export interface Host {
  readonly input: Shape;
  readonly build: (classes?: number) => Layer;
}

const cifarHost = (depth: number): Host => ({
  input: CIFAR,
  build: classes => cifarResNet(depth, { shortcut: 'projection', ...(classes !== undefined && { classes }) }),
});
const imageNetHost = (name: 'resnet-50' | 'resnet-50-v1.5'): Host => ({
  input: IMAGENET,
  build: classes => resnetClassifier(resnetSpecs[name], classes === undefined ? {} : { classes }),
});

/** ResNet-164 is that of basic blocks. The paper's ResNet-50 has a block's stride in its first 1×1, torchvision's in its 3×3. */
export const HOSTS = {
  'resnet-20': cifarHost(20),
  'resnet-56': cifarHost(56),
  'resnet-110': cifarHost(110),
  'resnet-164': cifarHost(164),
  'densenet-40': {
    input: CIFAR,
    build: classes => cifarDenseNet(40, { transitionRelu: true, ...(classes !== undefined && { classes }) }),
  },
  'resnet-50': imageNetHost('resnet-50'),
  'resnet-50-v1.5': imageNetHost('resnet-50-v1.5'),
} as const satisfies Record<string, Host>;

/** A name of `HOSTS`. */
export type HostName = keyof typeof HOSTS;

/** ResNet-50's first two layers of each block at a share of their width, everything else whole. */
export const internals = (keep: number, rounding: 'floor' | 'ceil'): Widths => ({
  keep: [
    ['\\.(reduce|spatial)', keep],
    ['', 1],
  ],
  rounding,
});

/** Channels of a DenseNet's stem. */
const STEM = 16;

/**
 * A DenseNet with so many filters in each layer of its three blocks. Transitions keep their width, or are shrunk to that of what they read.
 * @param layers of a block; default: DenseNet-40's
 */
export const growths = (
  [a, b, c]: readonly [number, number, number],
  transitions: 'kept' | 'shrunk',
  layers = 12,
): Widths => {
  const first = STEM + layers * a;
  return {
    keep: 1,
    widths: [
      ['^block1', a],
      ['^block2', b],
      ['^block3', c],
      ...(transitions === 'shrunk'
        ? ([
            ['^transition1', first],
            ['^transition2', first + layers * b],
          ] as const)
        : []),
    ],
  };
};

/** A host's expression with these widths. */
export function trimmedLayer({ build, input }: Host, widths: Widths, classes?: number): Layer {
  const layer = build(classes);
  return mergeSurgery(layer, input, evenClustersOf({ layer, input }, widths)).layer;
}

const FIVE_EIGHTHS: Widths = { keep: 5 / 8 };
const entry = (name: HostName, widths: Widths, what: string): Catalogue[string] => ({
  description: `${name} as trimmed by C-SGD: ${what}`,
  input: HOSTS[name].input,
  build: ({ classes } = {}) => trimmedLayer(HOSTS[name], widths, classes),
});

/** The authors' trimmed networks by the names that `refold models` lists. */
export const models: Catalogue = {
  'resnet-56-cifar-csgd': entry('resnet-56', FIVE_EIGHTHS, 'five eighths of every layer'),
  'resnet-110-cifar-csgd': entry('resnet-110', FIVE_EIGHTHS, 'five eighths of every layer'),
  'resnet-164-cifar-csgd': entry('resnet-164', FIVE_EIGHTHS, 'five eighths of every layer'),
  'densenet-40-cifar-csgd': entry('densenet-40', growths([5, 8, 10], 'kept'), '5, 8 and 10 filters a layer'),
  'resnet-50-csgd-70': entry('resnet-50', internals(0.7, 'floor'), '70 % of the inner layers'),
  'resnet-50-csgd-60': entry('resnet-50', internals(0.6, 'ceil'), '60 % of the inner layers'),
  'resnet-50-csgd-50': entry('resnet-50', internals(0.5, 'floor'), 'half of the inner layers'),
};
