/** Names of tables and figures. */

export const isId = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
export const BAD_ID = 'an id is lower-case words joined by hyphens, like table-6';

/** The first name that is there twice; undefined where all differ. */
export const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, i) => names.indexOf(name) !== i);
