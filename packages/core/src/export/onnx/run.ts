/** Runs exported ONNX models once, to compare with our own evaluation. */
import { type NdArray, reorder } from '../../ndarray.ts';
import type { OnnxOptions } from './model.ts';
import { onnxSession } from './session.ts';

const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];

/**
 * The output of an exported model for a batch [n, ...input] in our layout, in our layout; undefined where ONNX Runtime isn't installed.
 * @param file the model's path, or its bytes
 * @throws Error of ONNX Runtime for a model that it doesn't take
 */
export async function runOnnx(
  file: string | Uint8Array,
  batch: NdArray,
  { layout = 'nchw' }: OnnxOptions = {},
): Promise<NdArray | undefined> {
  const session = await onnxSession(file);
  if (session === undefined) return undefined;
  try {
    const isMoved = (shape: readonly number[]) => layout === 'nchw' && shape.length === 4;
    const y = await session.run(isMoved(batch.shape) ? reorder(batch, TO_NCHW) : batch);
    return isMoved(y.shape) ? reorder(y, TO_NHWC) : y;
  } finally {
    await session.release();
  }
}
