/** Every block that can be chosen, by paper. GSM is missing: single weights that are zero fold nothing. */
import { FOLDING } from './blocks.ts';
import type { Example, Group } from './example.ts';
import { PRUNING } from './pruning.ts';

export type { Example, Group, Pruning } from './example.ts';

export const GROUPS: readonly Group[] = [...FOLDING, ...PRUNING];

export const EXAMPLES: readonly Example[] = GROUPS.flatMap(({ examples }) => examples);
