/**
 * The `wasm` backend: XNNPACK compiled to WebAssembly, with SIMD, on one thread.
 *
 * One thread, because tfjs 4.22 cannot start its threaded build in Node (tried on 20, 22 and 24): it claims no support as
 * soon as it sees Node; with WASM_HAS_MULTITHREAD_SUPPORT forced it starts workers from `blob:` URLs, which Node's Worker
 * refuses; and given them as files, they miss variables of the bundle that their source was cut from.
 */
import { activate } from './activate.ts';
import type { BackendInfo } from './info.ts';

/** Loads and activates `wasm`. The binaries are found beside the package's entry, whatever the working directory. */
export async function openWasm(): Promise<BackendInfo> {
  const { version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  await activate('wasm', 'Reinstall it with `npm ci`, or use --backend cpu.');
  const tf = await import('@tensorflow/tfjs-core');
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD';
  return { name: 'wasm', detail: `tfjs wasm ${version_wasm}, ${simd}, 1 thread`, gpu: false, deterministic: true };
}
