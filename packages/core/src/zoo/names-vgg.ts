/** Names that VGG-16 is published under. */
import { type NameRule, namedBy } from '../io/name-rules.ts';
import type { NameMap } from './name-map.ts';

/** Layers between pools. */
const DEPTHS = [2, 2, 3, 3, 3];

/** Our path of each convolution's layer, and its place in a sequence where it takes `width` places and a pool takes one. */
const places = (width: number): readonly (readonly [path: string, place: number])[] => {
  let place = 0;
  return DEPTHS.flatMap((depth, s) => {
    const stage = Array.from({ length: depth }, (_, i) => [`stage${s + 1}.${i}`, place + width * i] as const);
    place += width * depth + 1;
    return stage;
  });
};

/** Convolutions in order, from 1. */
export const vggLayers: readonly (readonly [path: string, index: number])[] = places(1).map(([path], i) => [
  path,
  i + 1,
]);

const withNorms: readonly NameRule[] = places(3).flatMap(([path, place]): NameRule[] => [
  [`${path}.conv`, `features.${place}`],
  [`${path}.norm`, `features.${place + 1}`],
]);

/** Names of VGG-16 without norms and of its form for CIFAR. */
export const VGG_NAMES: readonly NameMap[] = [
  {
    of: "torchvision's VGG-16",
    ...namedBy([
      ...places(2).map(([path, place]): NameRule => [`${path}.conv`, `features.${place}`]),
      ['hidden1.linear', 'classifier.0'],
      ['hidden2.linear', 'classifier.3'],
      ['linear', 'classifier.6'],
    ]),
  },
  { of: "VGG-16 for CIFAR in torchvision's names", ...namedBy([...withNorms, ['linear', 'classifier']]) },
];
