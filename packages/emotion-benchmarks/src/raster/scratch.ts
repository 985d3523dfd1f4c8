/** Buffers that are used again. */

/**
 * Returns a function that gives a buffer of a length: the one that it gave before if its length is the same, with what was left in it. For what a function
 * fills and doesn't keep; to allocate as much anew for each picture costs more than to fill it.
 */
export function scratchBy<T extends { readonly length: number }>(make: (length: number) => T): (length: number) => T {
  let held: T | undefined;
  return length => {
    if (held?.length !== length) held = make(length);
    return held;
  };
}
