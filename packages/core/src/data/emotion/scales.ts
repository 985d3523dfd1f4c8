/** Scales on which pictures are rated. */
import type { Dimension } from '../labels.ts';
import type { LabelledSet, Said } from './ratings.ts';

const scale =
  (low: number, high: number) =>
  (...names: readonly string[]): readonly Dimension[] =>
    names.map(name => ({ name, range: [low, high] as const, neutral: (low + high) / 2 }));

/** A set whose values on dimensions are mapped so that the ends of their scales are 0 and 1, and what does that to a picture's. */
export function onUnitScale<S extends LabelledSet>(set: S): readonly [S, (said: Said) => Said] {
  const { dimensions = [] } = set;
  const scaled = (values: readonly number[]) =>
    values.map((value, i) => {
      const [low, high] = dimensions[i]!.range;
      return (value - low) / (high - low);
    });
  return [
    { ...set, dimensions: unit(...dimensions.map(({ name }) => name)) },
    said => (said.dimensions === undefined ? said : { ...said, dimensions: scaled(said.dimensions) }),
  ];
}

/** From 1 to 9, as the Self-Assessment Manikin has it (Bradley and Lang 1994). */
export const nine = scale(1, 9);
/** From 1 to 7. */
export const seven = scale(1, 7);
/** From 1 to 10. */
export const ten = scale(1, 10);
/** From 0 to 100. */
export const hundred = scale(0, 100);
/** From 0 to 1. */
export const unit = scale(0, 1);
