/** The backends that the conformance tests run on: every one that is present here. */
import { describe } from 'vitest';
import { BackendUnavailable, parseBackendChoice, selectBackend } from '../../src/backend/index.ts';

/** `cpu` and `wasm` always work; the others where they are installed. `REFOLD_TEST_BACKENDS=wasm` narrows the list. */
const BACKENDS: readonly string[] = process.env.REFOLD_TEST_BACKENDS?.split(',') ?? [
  'cpu',
  'wasm',
  ...(await installed('tensorflow')),
  ...(await installed('native')),
];

async function installed(name: 'tensorflow' | 'native'): Promise<string[]> {
  try {
    await selectBackend(name);
    return [name];
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
