/** One backend by name. */
import { activate } from './activate.ts';
import type { BackendInfo, BackendName } from './info.ts';
import { openNative } from './native.ts';
import { openTensorflow } from './tensorflow.ts';
import { openWasm } from './wasm.ts';
import { openWebgpu } from './webgpu.ts';

const OPENERS: Record<BackendName, () => Promise<BackendInfo>> = {
  tensorflow: openTensorflow,
  native: openNative,
  wasm: openWasm,
  cpu: openCpu,
  webgpu: openWebgpu,
};

/** Loads a backend and makes it tfjs's active one. @throws BackendUnavailable */
export const openBackend = (name: BackendName): Promise<BackendInfo> => OPENERS[name]();

/** Plain JavaScript: always there, and for checking only, since a convolution takes fifty times as long as on wasm. */
async function openCpu(): Promise<BackendInfo> {
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu', 'Reinstall it with `npm ci`.');
  return {
    name: 'cpu',
    detail: `tfjs cpu ${version_cpu}, plain JavaScript, 1 thread`,
    gpu: false,
    deterministic: true,
  };
}
