/** The networks of the benchmark. torch_nets.py has PyTorch modules of the same names; parameters are compared before anything is timed. */
import { nearestNames, RefoldError } from '@refold/core';
import { avgPool, batchNorm, chain, concat, conv, identity, type Layer, relu, type Shape } from '@refold/core/layers';
import { CIFAR, cifarResNet, cifarVgg, poolAndClassify } from '@refold/core/zoo';
import { repvgg } from 'repvgg';

/** Shape of a sample, and how many classes there are. */
export const INPUT: Shape = CIFAR;
export const CLASSES = 10;

const NETS = {
  'resnet-20': () => cifarResNet(20, { shortcut: 'projection' }),
  'repvgg-small': () =>
    repvgg({ depths: [1, 2, 4, 6, 1], widths: [32, 32, 64, 128, 256], strides: [1, 1, 2, 2, 2] }, { classes: CLASSES }),
  'vgg-16': () => cifarVgg({ classes: CLASSES }),
  'resnet-56': () => cifarResNet(56, { shortcut: 'projection' }),
  'densenet-40': () => denseNet40(),
} as const satisfies Record<string, () => Layer>;

export type NetName = keyof typeof NETS;
export const NET_NAMES = Object.keys(NETS) as readonly NetName[];

/**
 * A network by name, or by name and width multiplier: 'resnet-20', 'resnet-20-x0.5'.
 * @throws RefoldError with the near names
 */
export function netNamed(name: string): Layer {
  const [, base = name, factor] = /^(.+)-x([\d.]+)$/.exec(name) ?? [];
  const known = NET_NAMES.find(other => other === base);
  if (known === undefined) {
    const near = nearestNames(base, NET_NAMES);
    throw new RefoldError(`unknown network '${name}'; there is ${(near.length > 0 ? near : NET_NAMES).join(', ')}`);
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

/** DenseNet with L = 40 and k = 12 (Huang et al. 2017, arXiv 1608.06993, section 4.2): no bottlenecks, no compression. */
function denseNet40(growth = 12, depth = 12): Layer {
  const normReluConv = (out: number, kernel: number): Record<string, Layer> => ({
    norm: batchNorm(),
    relu: relu(),
    conv: conv(out, kernel),
  });
  const layers: Record<string, Layer> = { stem: conv(16, 3) };
  let width = 16;
  for (const block of [1, 2, 3]) {
    layers[`block${block}`] = chain(
      Array.from({ length: depth }, () => concat({ input: identity(), grown: chain(normReluConv(growth, 3)) })),
    );
    width += depth * growth;
    if (block < 3) layers[`transition${block}`] = chain({ ...normReluConv(width, 1), pool: avgPool(2) });
  }
  return chain({ ...layers, norm: batchNorm(), relu: relu(), head: poolAndClassify(CLASSES) });
}
