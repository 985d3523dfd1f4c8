import type { ExportFormat } from '../format.ts';
import { writeOnnx } from './model.ts';
import { runOnnx } from './run.ts';
import { ONNX_RUNTIME } from './session.ts';

/** One file for ONNX Runtime, TensorRT, OpenVINO, CoreML's converter and others. */
export const onnx: ExportFormat = {
  extension: '.onnx',
  about: 'an ONNX model',
  write: writeOnnx,
  runtime: {
    name: 'ONNX Runtime',
    package: ONNX_RUNTIME,
    run: (path, _, batch, options) => runOnnx(path, batch, options),
  },
};
