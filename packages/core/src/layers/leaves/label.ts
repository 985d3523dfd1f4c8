/** What leaves are called in pictures. */
import type { Size } from '../../shape.ts';

/** Which colour a layer is drawn in. */
export type Family = 'linear' | 'norm' | 'activation' | 'pool' | 'shape';

/** What a picture says of a layer. */
export interface Label {
  readonly title: string;
  /** A second, smaller line; empty for none. */
  readonly detail: string;
  readonly family: Family;
}

/** A label; `detail` is empty by default. */
export const label = (family: Family, title: string, detail = ''): Label => ({ title, detail, family });

/** 3×3 */
export const times = ([h, w]: Size): string => `${h}×${w}`;

/** 'stride 2', or nothing where it is 1. */
export const unless1 = (what: string, s: Size): readonly string[] =>
  s[0] === 1 && s[1] === 1 ? [] : [`${what} ${s[0] === s[1] ? s[0] : times(s)}`];

/** The parts, with a dot between them. */
export const dots = (...parts: readonly string[]): string => parts.join(' · ');

/** '16 → 32', the channels that a leaf reads and gives. */
export const widths = ({ input, output }: { readonly input: readonly number[]; readonly output: readonly number[] }) =>
  `${input.at(-1)} → ${output.at(-1)}`;
