/** What a call of a kernel gives on a backend, and whether two outcomes agree. */
import * as tf from '@tensorflow/tfjs-core';
import { addon } from '../../../src/addon.ts';
import '../../../src/index.ts';
import { type Call, run, smallValues, type Values } from './example.ts';

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly (number | string)[];
}

/** The results, or the error. */
export type Outcome = { readonly results: readonly Result[] } | { readonly error: Error };

/** Runs a call on a backend. */
export function outcome(backend: string, kernel: string, call: Call, values: Values = smallValues): Outcome {
  tf.setBackend(backend);
  tf.engine().startScope();
  try {
    const results = run(kernel, call, values).map(y => {
      const n = tf.util.sizeFromShape(y.shape);
      // cpu leaves values behind those of an empty result.
      return { shape: y.shape, dtype: y.dtype, values: Array.from(y.dataSync()).slice(0, n) };
    });
    return { results };
  } catch (error) {
    return { error: error as Error };
  } finally {
    tf.engine().endScope();
  }
}

/** Blocks of that many bytes are what small tensors are stored in. */
const SIZES = [64, 128, 192, 256, 320, 384, 448, 512, 640, 768, 1024];

/** Fills free memory, which the next tensors are stored in, with a byte: results that hold it were not written. */
function litter(byte: number): void {
  const blocks = SIZES.flatMap(size =>
    Array.from({ length: 4 }, () => {
      const block = addon.allocate(size);
      addon.write(block, new Uint8Array(size).fill(byte));
      return block;
    }),
  );
  for (const block of blocks) addon.free(block);
}

/** What a call gives on `native`, with litter in free memory. */
export function nativeOutcome(kernel: string, call: Call, values?: Values, byte = 0xaa): Outcome {
  litter(byte);
  return outcome('native', kernel, call, values);
}

/** Whether a message says which kernel fails, or which backend. */
export const isNamed = (kernel: string, { message }: Error): boolean =>
  message.includes(kernel) || /^(native|matMul|conv|fused)\b/.test(message);

/**
 * Where results differ from those wanted: undefined if nowhere. Shapes and types must be equal, integers and texts too, truth values in being
 * zero; floats may be off by `tolerance`, relative to a value's size or to 1.
 */
export function difference(found: Outcome, wanted: Outcome, tolerance: number): string | undefined {
  if ('error' in found || 'error' in wanted) return undefined;
  const described = (results: readonly Result[]) => results.map(({ shape, dtype }) => `${dtype} [${shape}]`).join(', ');
  const [a, b] = [described(found.results), described(wanted.results)];
  if (a !== b) return `${a} instead of ${b}`;
  for (const [i, { dtype, values }] of found.results.entries()) {
    const others = wanted.results[i]!.values;
    const at = values.findIndex((value, j) => !isSame(value, others[j]!, dtype, tolerance));
    if (at >= 0) return `${values[at]} instead of ${others[at]} at ${at}`;
  }
  return undefined;
}

function isSame(value: number | string, wanted: number | string, dtype: string, tolerance: number): boolean {
  if (dtype === 'bool') return (value !== 0) === (wanted !== 0);
  if (Object.is(value, wanted) || value === wanted) return true;
  if (dtype === 'int32' || typeof value === 'string' || typeof wanted === 'string') return false;
  return Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}
