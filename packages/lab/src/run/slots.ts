/** How runs share the cores of this machine. */
import { availableParallelism } from 'node:os';

/** Backends that use one core per process, or can be told to: whole runs side by side never wait for each other. */
const ONE_CORE_PER_PROCESS = ['native', 'wasm', 'cpu'];

/** Runs at a time: as many as asked for, else one per core, or 1 on a backend that uses all cores. */
export const slotsOn = (backend: string, wanted?: number): number =>
  wanted ?? (ONE_CORE_PER_PROCESS.includes(backend) ? availableParallelism() : 1);

/** The share of the cores of a run that has so many of the slots. @param cores default: all of the machine */
export const threadsOf = (own: number, slots: number, cores = availableParallelism()): number =>
  Math.max(1, Math.floor((cores * own) / slots));

/** Environment variables of a worker that has so many of the slots. @param cores as `threadsOf` */
export const workerEnvironment = (own: number, slots: number, cores?: number): Readonly<Record<string, string>> => ({
  TFJS_NATIVE_THREADS: String(threadsOf(own, slots, cores)),
  // A run that resumes must give the bits of one that never stopped.
  TFJS_NATIVE_DETERMINISTIC: '1',
});
