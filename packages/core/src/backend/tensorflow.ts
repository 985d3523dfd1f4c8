/** The `tensorflow` backend: libtensorflow behind @tensorflow/tfjs-node-gpu, @tensorflow/tfjs-node, or a build of your own. */
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { activate } from './activate.ts';
import { type BackendInfo, BackendUnavailable, messageOf } from './info.ts';
import { isInstalled } from './optional.ts';
import { restoreRemovedUtil } from './removed-util.ts';

const MODULES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

const REMEDY =
  'Install it with `npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0` (NVIDIA GPU) or `@tensorflow/tfjs-node@4.22.0`; where their\n' +
  'download fails, `scripts/build-tensorflow.sh` builds one, and REFOLD_TENSORFLOW_MODULE names its folder.';

/** The part of tfjs-node's backend object that we read. */
interface TensorflowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * Loads and activates `tensorflow`. REFOLD_TENSORFLOW_MODULE (a folder, or a package's name) is tried alone if set.
 * Deterministic kernels are asked for (TF_DETERMINISTIC_OPS=1, of no measurable cost on a CPU) unless the variable says otherwise.
 */
export async function openTensorflow(): Promise<BackendInfo> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_DETERMINISTIC_OPS ??= '1';
  restoreRemovedUtil();
  const loaded = loadFirst();
  await activate('tensorflow', `Is ${loaded} a build of @tensorflow/tfjs-node 4.22?`);
  const tf = await import('@tensorflow/tfjs-core');
  const { isUsingGpuDevice: gpu, binding } = tf.backend() as unknown as TensorflowBackend;
  return {
    name: 'tensorflow',
    detail: `libtensorflow ${binding.TF_Version} on the ${gpu ? 'GPU' : 'CPU'}, ${loaded}`,
    gpu,
    deterministic: ['1', 'true'].includes(process.env.TF_DETERMINISTIC_OPS),
  };
}

/** Loads the first module that is installed and works, and names it. @throws BackendUnavailable, 'broken' if any was installed */
function loadFirst(): string {
  const own = process.env.REFOLD_TENSORFLOW_MODULE;
  const modules = own ? [folderOrPackage(own)] : MODULES;
  const require = createRequire(import.meta.url);
  let failure = new BackendUnavailable('tensorflow', 'missing', `${modules.join(' or ')} was not found`, REMEDY);
  for (const id of modules) {
    if (!isInstalled(id)) continue;
    try {
      require(id);
      return id;
    } catch (error) {
      failure = new BackendUnavailable('tensorflow', 'broken', `${id}: ${messageOf(error)}`, REMEDY);
    }
  }
  throw failure;
}

/** Paths are relative to the working directory; anything else is left to Node's resolution. */
const folderOrPackage = (id: string): string => (id.startsWith('.') || isAbsolute(id) ? resolve(id) : id);
