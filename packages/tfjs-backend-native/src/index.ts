/**
 * A CPU backend for TensorFlow.js in Node that trains. Importing this module registers it:
 *
 *     import * as tf from '@tensorflow/tfjs-core';
 *     import 'tfjs-backend-native';
 *     await tf.setBackend('native');
 */
import { createRequire } from 'node:module';
import { registerBackend } from '@tensorflow/tfjs-core';
import { registerFallbacks } from './fallback.ts';
import { BACKEND, backend } from './kernel.ts';
import './kernels/index.ts';
import { configure, instructionSet, threads } from './settings.ts';

configure(process.env);

/** Names of the kernels that run on tfjs's cpu backend, sorted. */
export const fallbacks: readonly string[] = registerFallbacks();

registerBackend(BACKEND, () => backend, 4);

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Version, instruction set and threads as one line of text. */
export const detail = `tfjs-backend-native ${version}, ${instructionSet()}, ${threads()} thread${threads() === 1 ? '' : 's'}`;

export type { MemoryStats } from './addon.ts';
/** Kernels beyond tfjs's own, by name, for programs that look them up. */
export { fusedKernels } from './fused.ts';
export { instructionSet, memory, setThreads, threads, trim } from './settings.ts';
export { deterministic, setDeterministic } from './tuning.ts';
