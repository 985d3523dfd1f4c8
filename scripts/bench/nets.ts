/** The networks of the benchmarks. */
import { RefoldError, suggestions } from '@refold/core';
import { chain, type Layer, type Shape } from '@refold/core/layers';
import {
  CIFAR,
  cifarDenseNet,
  cifarResNet,
  cifarVgg,
  leNet5,
  poolAndClassify,
  resnetGenerator,
} from '@refold/core/zoo';
import { repvgg } from 'repvgg';

/** Shape of an image, and number of classes. */
export const INPUT: Shape = CIFAR;
export const CLASSES = 10;

/** torch_nets.py has PyTorch modules of the same names; parameters are compared before anything is timed. */
const TWINS = {
  'resnet-20': () => cifarResNet(20, { shortcut: 'projection' }),
  'repvgg-small': () =>
    repvgg({ depths: [1, 2, 4, 6, 1], widths: [32, 32, 64, 128, 256], strides: [1, 1, 2, 2, 2] }, { classes: CLASSES }),
  'vgg-16': () => cifarVgg({ classes: CLASSES }),
  'resnet-56': () => cifarResNet(56, { shortcut: 'projection' }),
  'densenet-40': () => cifarDenseNet(40),
} as const satisfies Record<string, () => Layer>;

/** Without a twin in PyTorch: compared between our own backends alone. */
const OTHERS = {
  'lenet-5': () => leNet5(CLASSES),
  /** Transposed convolutions, reflection padding and instance norms; classified, so that it trains as the others do. */
  generator: () =>
    chain({ generator: resnetGenerator({ width: 16, blocks: 3 }), classifier: poolAndClassify(CLASSES) }),
} as const satisfies Record<string, () => Layer>;

const NETS: Readonly<Record<string, () => Layer>> = { ...TWINS, ...OTHERS };

/** The networks that PyTorch has too. */
export const NET_NAMES: readonly string[] = Object.keys(TWINS);

/**
 * A network by name, or by name and width multiplier: 'resnet-20', 'resnet-20-x0.5'.
 * @throws RefoldError with similar names
 */
export function netNamed(name: string): Layer {
  const [, base = name, factor] = /^(.+)-x([\d.]+)$/.exec(name) ?? [];
  const make = Object.hasOwn(NETS, base) ? NETS[base] : undefined;
  if (make === undefined) {
    const names = Object.keys(NETS);
    const similar = suggestions(base, names);
    throw new RefoldError(`unknown network '${name}'. Available: ${(similar.length > 0 ? similar : names).join(', ')}`);
  }
  const layer = make();
  return factor === undefined ? layer : widened(layer, Number(factor));
}

/** The same expression with `factor` times the filters in every convolution. */
export function widened(layer: Layer, factor: number): Layer {
  if (layer.op === 'conv') return { ...layer, out: Math.round(layer.out * factor) };
  if (!('children' in layer)) return layer;
  return { ...layer, children: layer.children.map(([name, child]) => [name, widened(child, factor)] as const) };
}
