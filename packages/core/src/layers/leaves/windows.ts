/** Shapes of maps: what leaves need of their input's, and what windows and borders make of it. */
import { type Padding, type Shape, type Size, span } from '../../shape.ts';
import type { Fail } from './node.ts';

/** The input as [height, width, channels]; fails for anything else. */
export const mapOf = ({ op }: { readonly op: string }, input: Shape, fail: Fail): readonly [number, number, number] =>
  input.length === 3 ? (input as [number, number, number]) : fail(`${op} needs a map [height, width, channels]`);

interface Window {
  readonly op: string;
  readonly size: Size;
  readonly stride: Size;
  readonly pad: Padding;
  readonly dilation?: Size;
}

/** How many windows fit along height and width. */
export function windows({ op, size, stride, pad, dilation = [1, 1] }: Window, input: Shape, fail: Fail): Size {
  const [h, w] = mapOf({ op }, input, fail);
  const out = (n: number, axis: 0 | 1): number => {
    const padded = n + pad[2 * axis]! + pad[2 * axis + 1]!;
    const covered = span(size[axis], dilation[axis]);
    if (covered > padded) {
      fail(`a ${op} window ${size.join('×')} (dilation ${dilation.join('×')}) exceeds the padded map`);
    }
    return Math.floor((padded - covered) / stride[axis]) + 1;
  };
  return [out(h, 0), out(w, 1)];
}

/** The map with a border. */
export const grown = ([h, w, c]: readonly [number, number, number], pad: Padding): Shape => [
  h + pad[0] + pad[1],
  w + pad[2] + pad[3],
  c,
];

/** Height and width of a transposed convolution's output: (n − 1)·stride + kernel − what is cropped. */
export function grownBy(
  leaf: { readonly kernel: Size; readonly stride: Size; readonly pad: Padding },
  size: Size,
): Size {
  const along = (axis: 0 | 1) =>
    (size[axis] - 1) * leaf.stride[axis] + leaf.kernel[axis] - leaf.pad[2 * axis]! - leaf.pad[2 * axis + 1]!;
  return [along(0), along(1)];
}

/** Fails where channels don't divide into groups. */
export function checkGroups(inputs: number, outputs: number, groups: number, fail: Fail): void {
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    fail(`${inputs} input and ${outputs} output channels must both divide by ${groups} groups`);
  }
}
