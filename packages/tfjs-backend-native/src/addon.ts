/** The compiled part. */
import { createRequire } from 'node:module';
import { ADDON, obstacle } from './built.ts';

/** A native buffer: an index into the addon's table. */
export type Handle = number;

/** The values of a native buffer in JavaScript. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** Bytes of native memory. Blocks count with the size of their size class, which is up to a quarter more than what was requested. */
export interface MemoryStats {
  /** in tensors and scratch */
  readonly live: number;
  /** free, kept for reuse */
  readonly idle: number;
  /** maximum so far of live and idle together */
  readonly peak: number;
  /** what live and idle together may not exceed */
  readonly limit: number;
}

interface Addon {
  /** @throws Error if the memory limit would be exceeded */
  allocate(bytes: number): Handle;
  free(handle: Handle): void;
  write(handle: Handle, values: TypedArray): void;
  read(handle: Handle, into: TypedArray): void;
  copy(from: Handle, to: Handle, bytes: number): void;
  memoryStats(): MemoryStats;
  trim(keepBytes: number): void;
  setIdleCap(bytes: number): void;
  setMemoryLimit(bytes: number): void;
  threads(): number;
  setThreads(count: number): void;
  instructionSet(): string;
  chooseInstructionSet(name: string): boolean;
}

/** @throws Error that says why the addon isn't compiled and what to do */
function load(): Addon {
  const reason = obstacle();
  if (reason !== undefined) throw new Error(reason);
  return createRequire(import.meta.url)(ADDON) as Addon;
}

/** The compiled addon. */
export const addon: Addon = load();

/** The addon, typed as the functions that one file calls. */
export const functions = <Functions>(): Functions => addon as unknown as Functions;
