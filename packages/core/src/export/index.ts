/** Networks in other programs' formats. Loads no tensor library. */
export { checkExport, EXPORT_TOLERANCE, type ExportError, exportTolerance, passes } from './check.ts';
export type { ExportFormat, ExportOptions, Runtime } from './format.ts';
export { EXPORT_FORMATS, type ExportFormatName } from './formats.ts';
export { encodeOnnx, type MapLayout, type OnnxOptions, writeOnnx } from './onnx/model.ts';
export { runOnnx } from './onnx/run.ts';
export { hasOnnxRuntime, ONNX_RUNTIME, type OnnxSession, onnxSession } from './onnx/session.ts';
export { writeTfjs } from './tfjs/model.ts';
export { runTfjs } from './tfjs/run.ts';
export { writeTorch, writeTorchSafetensors } from './torch/write.ts';
