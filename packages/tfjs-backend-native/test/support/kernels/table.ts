/** Examples of every kernel that the backend registers. */
import { elementwise } from './elementwise.ts';
import type { Examples } from './example.ts';
import { layout } from './layout.ts';
import { linear } from './linear.ts';
import { maps } from './maps.ts';

export const EXAMPLES: Examples = { ...elementwise, ...linear, ...maps, ...layout };
