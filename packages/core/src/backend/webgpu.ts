/** The `webgpu` backend: tfjs's WebGPU kernels on Dawn, through the npm package `webgpu`. On request only. */
import { createRequire } from 'node:module';
import { activate } from './activate.ts';
import { type BackendInfo, BackendUnavailable, messageOf } from './info.ts';
import { importOptional } from './optional.ts';

const PACKAGES = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const;
const INSTALL = 'Install it with `npm install --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0`.';
const DRIVER =
  'It needs a GPU with a Metal, D3D12 or Vulkan driver, on Linux also the Vulkan loader (libvulkan1); --backend auto takes what there is without one.';

/** The part of the WebGPU API that is read here. */
interface Gpu {
  requestAdapter(options: object): Promise<{ readonly info: AdapterInfo } | null>;
}
interface AdapterInfo {
  readonly vendor: string;
  readonly description: string;
  /** Is it a processor that plays a GPU? */
  readonly isFallbackAdapter: boolean;
}
interface Dawn {
  readonly globals: object;
  create(options: string[]): Gpu;
}

/** Loads and activates `webgpu`. */
export async function openWebgpu(): Promise<BackendInfo> {
  const { vendor, description, isFallbackAdapter } = await offeredAdapter();
  await load<unknown>(PACKAGES[1]);
  await activate('webgpu', DRIVER);
  const { version } = createRequire(import.meta.url)(`${PACKAGES[1]}/package.json`) as { readonly version: string };
  return {
    name: 'webgpu',
    detail: `tfjs webgpu ${version} on ${description || vendor}`,
    gpu: !isFallbackAdapter,
    deterministic: false,
  };
}

/**
 * One instance of Dawn per process, which is never given up: its devices outlive it in the backend, and use what it frees when it is
 * collected.
 */
let offered: AdapterInfo | undefined;

/** Offers Dawn to tfjs. @returns the adapter that tfjs will use */
async function offeredAdapter(): Promise<AdapterInfo> {
  if (offered !== undefined) return offered;
  const dawn = await load<Dawn>(PACKAGES[0]);
  const gpu = dawn.create([]);
  // As tfjs asks for it.
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new BackendUnavailable('webgpu', 'broken', 'Dawn found no GPU adapter', DRIVER);
  offerAsBrowser(gpu, dawn.globals);
  offered = adapter.info;
  return offered;
}

/** tfjs looks for a browser's globals. Node 20 has no `navigator`; later ones have, without a GPU. */
function offerAsBrowser(gpu: Gpu, globals: object): void {
  Object.assign(globalThis, globals);
  const scope = globalThis as { navigator?: object };
  if (scope.navigator === undefined) Object.defineProperty(scope, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
}

async function load<Module>(id: string): Promise<Module> {
  let module: Module | undefined;
  try {
    module = await importOptional<Module>(id);
  } catch (error) {
    throw new BackendUnavailable('webgpu', 'broken', `${id}: ${messageOf(error)}`, INSTALL);
  }
  if (module === undefined) throw new BackendUnavailable('webgpu', 'missing', `${id} was not found`, INSTALL);
  return module;
}
