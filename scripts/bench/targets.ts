/** The ratios that the native backend should reach on two Zen 4 cores with AVX-512. */
import { DEBIAN, LATEST } from './launches.ts';
import type { Work } from './peer.ts';

/** Against Debian's PyTorch. */
const TARGETS: Readonly<Record<string, { readonly train: number; readonly inference: number }>> = {
  'resnet-20': { train: 1.45, inference: 1.3 },
  'repvgg-small': { train: 1.7, inference: 1.7 },
  'vgg-16': { train: 2.2, inference: 2.2 },
};
/** Against the newest PyTorch, on the same networks. */
const AIM = 1.3;

/** Returns how many times as fast as the peer our backend should be; undefined where there is no target. */
export function targetOf({ subject, mode }: Work, peer: string): number | undefined {
  const target = TARGETS[subject];
  if (target === undefined || (mode !== 'train' && mode !== 'inference')) return undefined;
  if (peer === DEBIAN) return target[mode];
  return peer === LATEST ? AIM : undefined;
}
