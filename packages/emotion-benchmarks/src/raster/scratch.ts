/** Buffers that are used again. */

/**
 * Returns a function that gives a buffer of a length: part of the one that it gave before if that is long enough, with what was left in it. For what a
 * function fills and doesn't keep; to allocate as much anew for each picture costs more than to fill it.
 */
export function scratchBy<T extends { readonly length: number; subarray(begin: number, end: number): T }>(
  make: (length: number) => T,
): (length: number) => T {
  let held: T | undefined;
  return length => {
    if (held === undefined || held.length < length) held = make(length);
    return held.length === length ? held : held.subarray(0, length);
  };
}
