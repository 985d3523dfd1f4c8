/** Nearest-neighbour resizing along one axis, as indices: ⌊i·from/to⌋ in whole numbers, which a rounded ratio may miss. */
export const nearestSources = (from: number, to: number): readonly number[] =>
  Array.from({ length: to }, (_, i) => Math.floor((i * from) / to));
