/** Runs exported ONNX models in ONNX Runtime, where its package is installed. */
import type * as OnnxRuntime from 'onnxruntime-node';
import { importOptional } from '../../backend/optional.ts';
import { type NdArray, reorder } from '../../ndarray.ts';
import { INPUT, type OnnxOptions, OUTPUT } from './model.ts';

/** The package that runs ONNX models in Node. */
export const ONNX_RUNTIME = 'onnxruntime-node';
/** Errors only. */
const SEVERITY = 3;

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
  const ort = await importOptional<typeof OnnxRuntime>(ONNX_RUNTIME);
  if (ort === undefined) return undefined;
  const options = { logSeverityLevel: SEVERITY } as const;
  const session = await (typeof file === 'string'
    ? ort.InferenceSession.create(file, options)
    : ort.InferenceSession.create(file, options));
  try {
    const isMoved = (shape: readonly number[]) => layout === 'nchw' && shape.length === 4;
    const { shape, data } = isMoved(batch.shape) ? reorder(batch, TO_NCHW) : batch;
    const feeds = { [INPUT]: new ort.Tensor('float32', Float32Array.from(data), shape) };
    const { [OUTPUT]: output } = await session.run(feeds);
    const y = { shape: output!.dims, data: output!.data as Float32Array };
    return isMoved(y.shape) ? reorder(y, TO_NHWC) : y;
  } finally {
    await session.release();
  }
}
