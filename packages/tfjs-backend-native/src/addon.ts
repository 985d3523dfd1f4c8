/** The compiled part. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Where `scripts/install.mjs` leaves its result, or else its account: why there is none, and on a second line what to do. */
const BUILT = fileURLToPath(new URL('../build/Release/tfjs_native.node', import.meta.url));
const ACCOUNT = fileURLToPath(new URL('../build/failure.txt', import.meta.url));
const NO_ACCOUNT = 'tfjs-backend-native is not compiled\nRun: npm rebuild tfjs-backend-native';

/** A native buffer: an index into the addon's table. */
export type Handle = number;

export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** Bytes of native memory. Blocks are counted by their size class, which is up to a quarter more than what was asked for. */
export interface MemoryStats {
  /** in tensors and scratch */
  readonly live: number;
  /** free, kept for reuse */
  readonly idle: number;
  /** most of live and idle together */
  readonly peak: number;
  /** what live and idle together may not exceed */
  readonly limit: number;
}

interface Addon {
  /** @throws Error where the memory limit forbids it */
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

/** Loads the addon; `TFJS_NATIVE_ADDON` names another build (one with sanitizers, say). */
function load(): Addon {
  const path = process.env.TFJS_NATIVE_ADDON ?? BUILT;
  if (path === BUILT && !existsSync(BUILT)) {
    throw new Error(existsSync(ACCOUNT) ? readFileSync(ACCOUNT, 'utf8').trim() : NO_ACCOUNT);
  }
  return createRequire(import.meta.url)(path) as Addon;
}

export const addon: Addon = load();

/** The addon's functions of one subject, as the file that registers them with tfjs describes them. */
export const functions = <Functions>(): Functions => addon as unknown as Functions;
