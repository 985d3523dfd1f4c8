/** Directions in eighths of a turn. */

const TAN_22_5 = Math.SQRT2 - 1;

/** The eighth of a turn that is nearest to the direction of a vector: 0 right, 2 down, 4 left, 6 up; 0 of the null vector. */
export function octantOf(dx: number, dy: number): number {
  const across = Math.abs(dx);
  const along = Math.abs(dy);
  if (along <= TAN_22_5 * across) return dx >= 0 ? 0 : 4;
  if (across <= TAN_22_5 * along) return dy > 0 ? 2 : 6;
  if (dx > 0) return dy > 0 ? 1 : 7;
  return dy > 0 ? 3 : 5;
}
