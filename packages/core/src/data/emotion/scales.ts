/** Scales on which pictures are rated. */
import type { Dimension } from '../labels.ts';

const scale =
  (low: number, high: number) =>
  (...names: readonly string[]): readonly Dimension[] =>
    names.map(name => ({ name, range: [low, high] as const, neutral: (low + high) / 2 }));

/** From 1 to 9, as the Self-Assessment Manikin has it (Bradley and Lang 1994). */
export const nine = scale(1, 9);
/** From 1 to 7. */
export const seven = scale(1, 7);
/** From 1 to 10. */
export const ten = scale(1, 10);
/** From 0 to 100. */
export const hundred = scale(0, 100);
/** From 0 to 1. */
export const unit = scale(0, 1);
