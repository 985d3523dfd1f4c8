/** Choice of the backend (design: "Backends"). */
import { RefoldError } from '../error.ts';
import { BACKEND_NAMES, type BackendInfo, type BackendName, BackendUnavailable } from './info.ts';
import { openBackend } from './open.ts';

/** A backend's name, or 'auto'. */
export type BackendChoice = 'auto' | BackendName;

/** The chosen backend, and the ones before it in order that are installed and yet fail: worth a warning. */
export interface SelectedBackend extends BackendInfo {
  readonly passedOver: readonly BackendUnavailable[];
}

interface Candidate {
  readonly name: BackendName;
  readonly gpuOnly?: boolean;
}

/** Fastest first. `tensorflow` stands twice: our own kernels beat it on a CPU, not on a GPU. */
const AUTO: readonly Candidate[] = [
  { name: 'tensorflow', gpuOnly: true },
  { name: 'native' },
  { name: 'tensorflow' },
  { name: 'wasm' },
  { name: 'cpu' },
];

/** Checks a user's word for a backend. @throws RefoldError that lists the choices */
export function parseBackendChoice(word: string): BackendChoice {
  const choices: readonly BackendChoice[] = ['auto', ...BACKEND_NAMES];
  const choice = choices.find(name => name === word);
  if (choice === undefined) throw new RefoldError(`unknown backend '${word}': choose one of ${choices.join(', ')}`);
  return choice;
}

/**
 * Loads a backend and makes it tfjs's active one; 'auto' takes the first that works.
 * `open` is replaced in tests.
 * @throws BackendUnavailable where the backend asked for (with 'auto': every one) cannot be used
 */
export async function selectBackend(choice: BackendChoice, open = openBackend): Promise<SelectedBackend> {
  if (choice !== 'auto') return { ...(await open(choice)), passedOver: [] };
  const failures = new Map<BackendName, BackendUnavailable>();
  for (const { name, gpuOnly } of AUTO) {
    if (failures.has(name)) continue;
    try {
      const info = await open(name);
      if (gpuOnly && !info.gpu) continue;
      return { ...info, passedOver: [...failures.values()].filter(failure => failure.status === 'broken') };
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
      failures.set(name, error);
    }
  }
  throw [...failures.values()].at(-1)!;
}
