/**
 * Kernels that a backend brings beyond tfjs's own, looked up by name. Each call has a composed fallback beside it, so none is
 * needed: a backend without any is slower, not poorer.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FusedKernelName, FusedKernels } from './fused-kernels.ts';
import { wasmKernels } from './wasm-kernels.ts';

export type * from './fused-kernels.ts';

const registry = new Map<string, Partial<FusedKernels>>([['wasm', wasmKernels]]);

/**
 * Gives a backend (by its tfjs name) kernels of its own; a later one replaces an earlier one of the same name.
 * Returns what puts back the kernels that were there before.
 */
export function registerFusedKernels(backend: string, kernels: Partial<FusedKernels>): () => void {
  const before = registry.get(backend) ?? {};
  registry.set(backend, { ...before, ...kernels });
  return () => void registry.set(backend, before);
}

/** The active backend's kernel of that name, if it has one. */
export const fusedKernel = <K extends FusedKernelName>(name: K): FusedKernels[K] | undefined =>
  registry.get(tf.getBackend())?.[name];
