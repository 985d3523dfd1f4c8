/** The `webgpu` backend: tfjs's WebGPU kernels on Dawn, through the npm package `webgpu`. On request only. */
import { activate } from './activate.ts';
import { type BackendInfo, BackendUnavailable, messageOf } from './info.ts';
import { importOptional } from './optional.ts';

const PACKAGES = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const;
const INSTALL = 'Install it with `npm install --no-save webgpu @tensorflow/tfjs-backend-webgpu@4.22.0`.';
const DRIVER = 'It needs a GPU with a Vulkan, Metal or D3D12 driver; --backend auto takes what there is without one.';

/** The part of the WebGPU API that is read here. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info: { readonly vendor: string; readonly description: string } } | null>;
}
interface Dawn {
  readonly globals: object;
  create(options: string[]): Gpu;
}

/** Loads and activates `webgpu`. */
export async function openWebgpu(): Promise<BackendInfo> {
  const dawn = await load<Dawn>(PACKAGES[0]);
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new BackendUnavailable('webgpu', 'broken', 'Dawn found no GPU adapter', DRIVER);
  offerAsBrowser(gpu, dawn.globals);
  const backend = await load<{ readonly version_webgpu?: string }>(PACKAGES[1]);
  await activate('webgpu', DRIVER);
  const { vendor, description } = adapter.info;
  const version = backend.version_webgpu ?? '';
  return {
    name: 'webgpu',
    detail: `tfjs webgpu ${version} on ${description || vendor}`,
    gpu: true,
    deterministic: false,
  };
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
