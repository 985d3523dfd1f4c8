/** The sizes that networks are pruned to. */

/** Shares of every width, by what columns are called. */
export const SIZES = { three_quarters: 3 / 4, five_eighths: 5 / 8, half: 1 / 2 } as const;
export type Size = keyof typeof SIZES;
export const WORDS: Readonly<Record<Size, string>> = {
  three_quarters: '¾ of the width',
  five_eighths: '⅝ of the width',
  half: '½ of the width',
};
