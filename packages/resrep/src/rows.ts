/** Rows of a parameter: the values that make one output channel, which share an index of the last axis. */
import type { NdArray } from '@refold/core';

/** L2 norm of each row: [outputs]. */
export function rowNorms({ shape, data }: NdArray): Float64Array {
  const rows = shape.at(-1)!;
  const squares = new Float64Array(rows);
  for (let i = 0; i < data.length; i++) squares[i % rows]! += data[i]! ** 2;
  return squares.map(Math.sqrt);
}
