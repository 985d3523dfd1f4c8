/** The networks of the benchmark. torch_nets.py has PyTorch modules of the same names; parameters are compared before anything is timed. */
import { RefoldError, suggestions } from '@refold/core';
import type { Layer, Shape } from '@refold/core/layers';
import { CIFAR, cifarDenseNet, cifarResNet, cifarVgg } from '@refold/core/zoo';
import { repvgg } from 'repvgg';

/** Shape of an image, and number of classes. */
export const INPUT: Shape = CIFAR;
export const CLASSES = 10;

const NETS = {
  'resnet-20': () => cifarResNet(20, { shortcut: 'projection' }),
  'repvgg-small': () =>
    repvgg({ depths: [1, 2, 4, 6, 1], widths: [32, 32, 64, 128, 256], strides: [1, 1, 2, 2, 2] }, { classes: CLASSES }),
  'vgg-16': () => cifarVgg({ classes: CLASSES }),
  'resnet-56': () => cifarResNet(56, { shortcut: 'projection' }),
  'densenet-40': () => cifarDenseNet(40),
} as const satisfies Record<string, () => Layer>;

export type NetName = keyof typeof NETS;
export const NET_NAMES = Object.keys(NETS) as readonly NetName[];

/**
 * A network by name, or by name and width multiplier: 'resnet-20', 'resnet-20-x0.5'.
 * @throws RefoldError with similar names
 */
export function netNamed(name: string): Layer {
  const [, base = name, factor] = /^(.+)-x([\d.]+)$/.exec(name) ?? [];
  const known = NET_NAMES.find(other => other === base);
  if (known === undefined) {
    const similar = suggestions(base, NET_NAMES);
    throw new RefoldError(
      `unknown network '${name}'. Available: ${(similar.length > 0 ? similar : NET_NAMES).join(', ')}`,
    );
  }
  const layer = NETS[known]();
  return factor === undefined ? layer : widened(layer, Number(factor));
}

/** The same expression with `factor` times the filters in every convolution. */
export function widened(layer: Layer, factor: number): Layer {
  if (layer.op === 'conv') return { ...layer, out: Math.round(layer.out * factor) };
  if (!('children' in layer)) return layer;
  return { ...layer, children: layer.children.map(([name, child]) => [name, widened(child, factor)] as const) };
}
