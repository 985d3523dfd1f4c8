/** The ratios that the native backend should reach on two Zen 4 cores with AVX-512. */
import { DEBIAN, LATEST, ONNX } from './launches.ts';
import type { Work } from './peer.ts';

/** Against Debian's PyTorch, on batches. */
const TARGETS: Readonly<Record<string, { readonly train: number; readonly inference: number }>> = {
  'resnet-20': { train: 1.45, inference: 1.3 },
  'repvgg-small': { train: 1.7, inference: 1.7 },
  'vgg-16': { train: 2.2, inference: 2.2 },
};
/** Against the newest PyTorch, on the same networks. */
const AIM = 1.3;
/** Against ONNX Runtime: at inference of these networks, by one image and by a batch. */
const ONNX_AIM = { nets: ['resnet-20', 'repvgg-small', 'vgg-16', 'densenet-40'], one: 1, batch: 1.3 } as const;

/** Returns how many times as fast as the peer our backend should be; undefined where there is no target. */
export function targetOf({ subject, mode, batch }: Work, peer: string): number | undefined {
  if (mode !== 'train' && mode !== 'inference') return undefined;
  if (peer === ONNX) {
    const isAimedAt = mode === 'inference' && ONNX_AIM.nets.some(net => net === subject);
    return isAimedAt ? ONNX_AIM[batch === 1 ? 'one' : 'batch'] : undefined;
  }
  const target = TARGETS[subject];
  if (target === undefined || batch === 1) return undefined;
  if (peer === DEBIAN) return target[mode];
  return peer === LATEST ? AIM : undefined;
}
