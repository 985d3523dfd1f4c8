/** Softmax and its logarithm along the last axis, the only one that tfjs's operations of these names give. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { as, backend, floatsOnly, handle, kernel, size } from '../kernel.ts';

type Rows = (n: number, k: number, x: Handle, y: Handle) => void;

interface Inputs {
  readonly logits: TensorInfo;
}

const native = functions<{ readonly softmax: Rows; readonly logSoftmax: Rows }>();

function alongRows(run: Rows, logits: TensorInfo): TensorInfo {
  const x = as(logits, 'float32');
  const y = backend.output(x.shape);
  const k = x.shape.at(-1) ?? 1;
  run(size(x) / Math.max(k, 1), k, handle(x), handle(y));
  backend.free(x);
  return y;
}

kernel<Inputs>('Softmax', ({ logits }) => alongRows(native.softmax, logits), floatsOnly);
// tfjs's cpu backend has no kernel of this name.
kernel<Inputs>('LogSoftmax', ({ logits }) => alongRows(native.logSoftmax, logits));
