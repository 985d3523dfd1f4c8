/** Names. */

/** The first name that is there twice; undefined where all differ. */
export const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, i) => names.indexOf(name) !== i);
