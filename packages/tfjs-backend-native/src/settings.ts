/** Threads, memory and instruction set, set by environment variables or by calls. */
import { availableParallelism, totalmem } from 'node:os';
import { addon, type MemoryStats } from './addon.ts';
import { machineChanged } from './tuning.ts';

const MIB = 2 ** 20;

/** The number of threads that run a kernel. */
export const threads = (): number => addon.threads();

/**
 * Sets the number of threads that run a kernel. Default: TFJS_NATIVE_THREADS, or as many as can run at once.
 * @throws RangeError unless it is an integer from 1 to 256
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw new RangeError(`setThreads: expected an integer from 1 to 256, not ${count}`);
  }
  addon.setThreads(count);
  machineChanged();
}

/** Bytes of native memory: in use, kept for reuse, at the peak, and allowed. */
export const memory = (): MemoryStats => addon.memoryStats();

/** Returns free buffers to the system until at most `keep` bytes of them are left. */
export const trim = (keep = 0): void => addon.trim(keep);

/** The instruction set in use: 'avx512', 'avx2', 'neon' or 'baseline'. */
export const instructionSet = (): string => addon.instructionSet();

/** Applies the settings of the environment. Called once, by the module. @throws Error for an invalid value */
export function configure(environment: NodeJS.ProcessEnv): void {
  setThreads(numberFrom(environment, 'TFJS_NATIVE_THREADS') ?? availableParallelism());
  const limit = numberFrom(environment, 'TFJS_NATIVE_MEMORY');
  const constrained = process.constrainedMemory();
  addon.setMemoryLimit(
    limit !== undefined ? limit * MIB : Math.min(constrained > 0 ? constrained : Infinity, totalmem()),
  );
  const cap = numberFrom(environment, 'TFJS_NATIVE_CACHE');
  if (cap !== undefined) addon.setIdleCap(cap * MIB);
  const set = environment.TFJS_NATIVE_SET;
  machineChanged();
  if (set && !addon.chooseInstructionSet(set)) {
    throw new Error(
      `TFJS_NATIVE_SET: '${set}' isn't available on this machine or in this build; unset it to use '${instructionSet()}'`,
    );
  }
}

function numberFrom(environment: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name}: expected a number of at least 0, not '${text}'`);
  return value;
}
