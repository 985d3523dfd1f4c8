/** The source of a regular expression for a pattern in which `*` stands for any characters, even none. */
export const wildcard = (pattern: string): string =>
  pattern
    .split('*')
    .map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*');
