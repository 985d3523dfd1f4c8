/** Average pools that leave padding out, for formats whose pools don't. */
import type { AvgPool } from '../layers/types.ts';
import { type NdArray, ndarray } from '../ndarray.ts';
import type { Shape } from '../shape.ts';

/** [h', w']: a window's size over the number of its places that lie on the map; 1 for one beyond it, whose mean is 0. */
export function poolRescaling({ size, stride, pad }: AvgPool, input: Shape, output: Shape): NdArray {
  const covered = (axis: 0 | 1, at: number): number => {
    const begin = at * stride[axis] - pad[2 * axis]!;
    return Math.max(0, Math.min(begin + size[axis], input[axis]!) - Math.max(begin, 0));
  };
  const [height, width] = [output[0]!, output[1]!];
  return ndarray([height, width], i => {
    const places = covered(0, Math.floor(i / width)) * covered(1, i % width);
    return places === 0 ? 1 : (size[0] * size[1]) / places;
  });
}
