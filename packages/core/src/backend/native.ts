/** The `native` backend: this repository's own kernels for training on CPUs. */
import { activate } from './activate.ts';
import { type FusedKernels, registerFusedKernels } from './fused.ts';
import { type BackendInfo, BackendUnavailable, messageOf } from './info.ts';
import { importOptional } from './optional.ts';

/** What the package exports; importing it registers the backend 'native' with tfjs-core. */
interface NativeModule {
  /** version, instruction set and threads, for people */
  readonly detail: string;
  readonly fusedKernels: Partial<FusedKernels>;
}

const PACKAGE = 'tfjs-backend-native';
const REMEDY = 'Without it, --backend wasm is the fastest that needs nothing installed.';

/** Loads and activates `native`, with its fused kernels. */
export async function openNative(): Promise<BackendInfo> {
  let native: NativeModule | undefined;
  try {
    native = await importOptional<NativeModule>(PACKAGE);
  } catch (error) {
    throw new BackendUnavailable('native', 'broken', messageOf(error), REMEDY);
  }
  if (native === undefined) throw new BackendUnavailable('native', 'missing', `${PACKAGE} was not found`, REMEDY);
  await activate('native', REMEDY);
  registerFusedKernels('native', native.fusedKernels);
  return { name: 'native', detail: native.detail, gpu: false, deterministic: true };
}
