/** The names of networks in the authors' code: LeNets, and ResNets for CIFAR. */
import { moduleRules, namedBy } from '@refold/core/io';
import type { NameMap } from '@refold/core/zoo';

/** Names of networks in the authors' code. */
export const nameMaps: readonly NameMap[] = [
  {
    of: "LeNets in GSM's code",
    ...namedBy([
      ['conv{i}', 'stem.conv{i}'],
      ['linear{i}', 'linear{i}'],
    ]),
  },
  {
    of: "ResNets for CIFAR in GSM's code",
    ...namedBy([
      ...moduleRules('stem', 'conv1'),
      ...moduleRules('stage{s}.{b}.branches.shortcut', 'stage{s}.{b}.shortcut'),
      ...moduleRules('stage{s}.{b}.branches.body.conv{i}', 'stage{s}.{b}.conv{i}'),
      ['head.linear', 'linear'],
    ]),
  },
];
