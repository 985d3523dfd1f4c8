/** The `native` backend: this repository's own kernels for training on CPUs. */
import { activate } from './activate.ts';
import { noteInstructionSet } from './active.ts';
import { type FusedKernels, registerFusedKernels } from './fused.ts';
import { type BackendInfo, BackendUnavailable, messageOf } from './info.ts';
import { importOptional } from './optional.ts';

/** What the package exports; importing it registers the backend 'native' with tfjs-core. */
interface NativeModule {
  /** version, instruction set and threads, for people */
  readonly detail: string;
  readonly fusedKernels: Partial<FusedKernels>;
  /** Whether it was told to be (TFJS_NATIVE_DETERMINISTIC=1): else a stopwatch chooses among algorithms that round differently. */
  deterministic(): boolean;
  instructionSet(): string;
  threads(): number;
  setThreads(count: number): void;
}

const PACKAGE = 'tfjs-backend-native';
const REMEDY = 'Without it, --backend wasm is the fastest that needs nothing installed.';

/** Loads and activates `native`, with its fused kernels. */
export async function openNative(): Promise<BackendInfo> {
  let native: NativeModule | undefined;
  try {
    native = await importOptional<NativeModule>(PACKAGE);
  } catch (error) {
    throw unusable(error);
  }
  if (native === undefined) throw new BackendUnavailable('native', 'missing', `${PACKAGE} was not found`, REMEDY);
  await activate('native', REMEDY);
  registerFusedKernels('native', native.fusedKernels);
  noteInstructionSet('native', native.instructionSet());
  return { name: 'native', detail: native.detail, gpu: false, deterministic: native.deterministic() };
}

/** Has `native` compute with that many threads while `work` runs. Where the package isn't there, the work runs as it is. */
export async function withNativeThreads<T>(count: number, work: () => Promise<T>): Promise<T> {
  const native = await importOptional<NativeModule>(PACKAGE).catch(() => undefined);
  if (native === undefined) return work();
  const before = native.threads();
  native.setThreads(count);
  try {
    return await work();
  } finally {
    native.setThreads(before);
  }
}

/**
 * A package that loads and fails says why in the first line of its error, and below it what to do. It came with this workspace, so
 * a run that has to do without it says so ('broken'), except where it can't be had at all.
 */
function unusable(error: unknown): BackendUnavailable {
  const [, ...advice] = error instanceof Error ? error.message.split('\n') : [];
  const status = process.platform === 'win32' ? 'missing' : 'broken';
  return new BackendUnavailable('native', status, messageOf(error), [...advice, REMEDY].join('\n'));
}
