/** How pictures are looked at. */
import type { Normalization } from '@refold/core/data';

/** Pixels in −1 to 1, as generators give them. */
export const PIXELS: Normalization = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

/** How pictures are looked at when nothing is learnt from them. */
export const VIEW = { augment: { normalize: PIXELS } } as const;
