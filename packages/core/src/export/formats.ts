/** The formats by name. */
import type { ExportFormat } from './format.ts';
import { onnx } from './onnx/format.ts';
import { tfjs } from './tfjs/format.ts';
import { pth, safetensors } from './torch/format.ts';

/** Every format that networks are exported to. */
export const EXPORT_FORMATS = { onnx, tfjs, pth, safetensors } as const satisfies Readonly<
  Record<string, ExportFormat>
>;
/** The name of a format. */
export type ExportFormatName = keyof typeof EXPORT_FORMATS;
