/** Passes in ONNX Runtime, to be timed beside our own. */
import { availableParallelism } from 'node:os';
import { RefoldError } from '@refold/core';
import { encodeOnnx, onnxSession } from '@refold/core/export';
import type { Network } from '@refold/core/layers';
import type { Timed } from './bench.ts';

/**
 * The network as an ONNX model of our own layout, in a session on all cores, with a batch [n, ...input].
 * @throws RefoldError where ONNX Runtime isn't installed
 */
export async function onnxPass(
  net: Network,
  batch: { readonly shape: readonly number[]; readonly data: Float32Array },
): Promise<{ readonly run: Timed; dispose(): void }> {
  const session = await onnxSession(encodeOnnx(net), availableParallelism());
  if (session === undefined) {
    throw new RefoldError('a row is timed in ONNX Runtime, which isn’t installed: npm install onnxruntime-node');
  }
  const [n = 1, h = 1, w = 1, c = 1] = batch.shape;
  // ONNX's own layout; which number is where makes no difference to the time.
  const input = { shape: [n, c, h, w], data: batch.data };
  return { run: async () => void (await session.run(input)), dispose: () => void session.release() };
}
