/** Making a registered tfjs backend the active one. */
import { type BackendName, BackendUnavailable, messageOf } from './info.ts';

/**
 * Activates a backend that has registered itself with tfjs.
 * @throws BackendUnavailable ('broken') with the backend's own reason, which `tf.setBackend` keeps to itself.
 */
export async function activate(name: BackendName, remedy: string): Promise<void> {
  const tf = await import('@tensorflow/tfjs-core');
  // Production mode drops tfjs's console advice (to install another backend, for one); no check of ours depends on it.
  tf.enableProdMode();
  const factory = tf.findBackendFactory(name);
  if (factory === null || factory === undefined) {
    const reason = 'it loaded without registering itself with tfjs';
    throw new BackendUnavailable(name, 'broken', reason, remedy);
  }
  if (await tf.setBackend(name)) return;
  throw new BackendUnavailable(name, 'broken', await failureOf(factory), remedy);
}

async function failureOf(factory: () => unknown): Promise<string> {
  try {
    await factory();
    return 'it did not start';
  } catch (error) {
    return messageOf(error);
  }
}
