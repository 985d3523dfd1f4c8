/** Dynamics: static and slanting lines (section 4.5 of the specification; Machajdik & Hanbury 2010). */
import { canny } from '../../raster/canny.ts';
import { houghSegments, type Segment } from '../../raster/hough.ts';
import type { Part } from '../analysis.ts';
import { reducedGrey } from './reduced.ts';

/** The least length of a line, as a share of the longer side. */
const SHORTEST = 1 / 8;
/** Lines within so many degrees of the horizontal or vertical are static. */
const STATIC = 15;

/** What the numbers of `dynamics` are. */
export const DYNAMICS: readonly string[] = ['static', 'slanting'].flatMap(kind => [
  `${kind} lines: angle`,
  `${kind} lines: relative angle`,
  `${kind} lines: length`,
]);

/**
 * Six numbers: of static, then of slanting lines the mean angle weighted by length (degrees from the horizontal, counter-clockwise, above −90 to
 * 90), the mean of (angle + 90) / 180, and the mean length as a share of the picture's diagonal; zeros of a kind that isn't there. Lines are
 * Canny's edges on luma of the smaller copy, joined by Hough's transform.
 */
export const dynamics: Part<readonly number[]> = analysis => {
  const plane = analysis.get(reducedGrey);
  const segments = houghSegments(canny(plane), SHORTEST * Math.max(plane.width, plane.height));
  const diagonal = Math.hypot(plane.width, plane.height);
  const [still, slanting] = [segments.filter(isStatic), segments.filter(segment => !isStatic(segment))];
  return [...summary(still, diagonal), ...summary(slanting, diagonal)];
};

function isStatic({ angle }: Segment): boolean {
  const slope = Math.abs(angle);
  return slope <= STATIC || slope >= 90 - STATIC;
}

function summary(segments: readonly Segment[], diagonal: number): readonly number[] {
  if (segments.length === 0) return [0, 0, 0];
  const sum = (of: (segment: Segment) => number): number => segments.reduce((total, segment) => total + of(segment), 0);
  const lengths = sum(({ length }) => length);
  return [
    sum(({ angle, length }) => angle * length) / lengths,
    sum(({ angle }) => (angle + 90) / 180) / segments.length,
    lengths / segments.length / diagonal,
  ];
}
