/** The backends that the conformance tests run on: every one that is present here. */
import { describe } from 'vitest';
import { type BackendName, BackendUnavailable, parseBackendChoice, selectBackend } from '../../src/backend/index.ts';

/**
 * `cpu` and `wasm` always work; the others where they are installed. `REFOLD_TEST_BACKENDS=wasm` narrows the list, and asks for `webgpu`
 * on a processor, where a step takes a second: elsewhere only `backend-webgpu.test.ts` runs there.
 */
const BACKENDS: readonly string[] = process.env.REFOLD_TEST_BACKENDS?.split(',') ?? [
  'cpu',
  'wasm',
  ...(await installed('tensorflow')),
  ...(await installed('native')),
  ...(await installed('webgpu', true)),
];

async function installed(name: BackendName, onlyGpu = false): Promise<string[]> {
  try {
    const { gpu } = await selectBackend(name);
    return gpu || !onlyGpu ? [name] : [];
  } catch (error) {
    if (error instanceof BackendUnavailable) return [];
    throw error;
  }
}

/** Runs a suite once on each backend. */
export function onEveryBackend(title: string, suite: (backend: string) => void): void {
  describe.each([...BACKENDS])(`${title} on %s`, suite);
}

/** Makes a backend the active one; for `beforeAll`. */
export async function activate(backend: string): Promise<void> {
  await selectBackend(parseBackendChoice(backend));
}
