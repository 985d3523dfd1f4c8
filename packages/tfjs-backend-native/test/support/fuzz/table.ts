/** Every native kernel's cases, and how the runs are shared out among them. */
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';
import { linear } from './linear.ts';
import { mapKernels } from './maps.ts';
import './reference.ts';
import type { Table } from './call.ts';

export const TABLE: Table = { ...elementwise, ...linear, ...mapKernels, ...layout };

/** Products have more ways to go wrong than all the rest. */
const weight = (kernel: string): number => (kernel in linear ? 10 : 1);
const total = Object.keys(TABLE).reduce((sum, kernel) => sum + weight(kernel), 0);

export const SEED = Number(process.env.FUZZ_SEED ?? 20260);

/** Cases of a kernel, of FUZZ_RUNS in all; one at least. */
export const runsOf = (kernel: string): number =>
  Math.max(1, Math.round((Number(process.env.FUZZ_RUNS ?? 500) * weight(kernel)) / total));
