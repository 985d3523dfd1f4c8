/** A text of a file in an error: without control characters, and no longer than a line. */
export const shown = (text: string): string =>
  (text.length > 80 ? `${text.slice(0, 80)}...` : text).replace(/\p{C}/gu, '?');

/** As `shown`, between quotes. */
export const quoted = (text: string): string => `'${shown(text)}'`;
