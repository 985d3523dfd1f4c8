/** Shapes as a reader writes them. */
import { RefoldError } from '@refold/core';
import type { Shape } from '@refold/core/layers';

/** Longest side, and most values of a sample. */
const [MOST_SIDE, MOST_VALUES] = [512, 2 ** 20];

/** 48 × 48 × 8 */
export const shownShape = (shape: Shape): string => shape.join(' × ');

/** The shape that was written. @throws RefoldError for another text, and for a sample too large for a page */
export function readShape(text: string): Shape {
  const shape = text.split(/[x×*,]/i).map(Number);
  if (shape.length > 3 || shape.length === 2 || !shape.every(side => Number.isInteger(side) && side > 0))
    throw new RefoldError('the input must be height × width × channels, such as 48 × 48 × 8, or a number of features');
  const values = shape.reduce((a, b) => a * b, 1);
  if (values > MOST_VALUES || (shape.length === 3 && Math.max(shape[0]!, shape[1]!) > MOST_SIDE))
    throw new RefoldError(`an input of ${shownShape(shape)} is too large for a page: its sides may be ${MOST_SIDE}`);
  return shape;
}
