/** ONNX models in ONNX Runtime, where its package is installed. */
import type * as OnnxRuntime from 'onnxruntime-node';
import { importOptional, isInstalled } from '../../backend/optional.ts';
import type { NdArray } from '../../ndarray.ts';
import { INPUT, OUTPUT } from './model.ts';

/** The package that runs ONNX models in Node. */
export const ONNX_RUNTIME = 'onnxruntime-node';
/** Errors only. */
const SEVERITY = 3;

/** A model that ONNX Runtime has taken. */
export interface OnnxSession {
  /** The model's output for a batch; both in the model's own layout. */
  run(batch: NdArray): Promise<NdArray>;
  release(): Promise<void>;
}

/** Is ONNX Runtime installed? */
export const hasOnnxRuntime = (): boolean => isInstalled(ONNX_RUNTIME);

/**
 * Opens an exported model on the processor; undefined where ONNX Runtime isn't installed.
 * @param file the model's path, or its bytes
 * @param threads default: ONNX Runtime's own choice
 * @throws Error of ONNX Runtime for a model that it doesn't take
 */
export async function onnxSession(file: string | Uint8Array, threads?: number): Promise<OnnxSession | undefined> {
  const ort = await importOptional<typeof OnnxRuntime>(ONNX_RUNTIME);
  if (ort === undefined) return undefined;
  const options = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: SEVERITY,
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
  } as const;
  const session = await (typeof file === 'string'
    ? ort.InferenceSession.create(file, options)
    : ort.InferenceSession.create(file, options));
  return {
    async run({ shape, data }) {
      const values = data instanceof Float32Array ? data : Float32Array.from(data);
      const { [OUTPUT]: output } = await session.run({ [INPUT]: new ort.Tensor('float32', values, shape) });
      return { shape: output!.dims, data: output!.data as Float32Array };
    },
    release: () => session.release(),
  };
}
