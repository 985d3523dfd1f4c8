import { conv } from '../../layers/build.ts';
import type { Conv } from '../../layers/types.ts';
import { asConv, convShape, isConvShape } from '../as-conv.ts';
import type { ConvShape } from '../conv-shape.ts';
import { kernelArrays } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is } from '../term.ts';

/**
 * The mean over a conv's output is a 1×1 conv of the mean over its input if every tap reads every pixel once: mean(y) = b + Σ over taps
 * W[u, v]·(Σ over the pixels that (u, v) reads)/(H'·W'), where that inner sum is H·W·mean(x). So of a 1×1 conv of stride 1,
 * padded or not, and of a larger one whose padding lets each tap sweep the whole map; not of the usual half padding,
 * where the outer taps miss a border.
 */
export const convGlobalPool: Rule = {
  name: 'conv · globalAvgPool',
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, pool]) => {
    if (first === undefined || pool === undefined || !is(pool, 'globalAvgPool')) return undefined;
    const shape = convShape(first);
    if (!isConvShape(shape)) return shape;
    if (!sweepsMap(shape, 0) || !sweepsMap(shape, 1)) {
      return { reason: `not every tap of '${first.path}' reads every pixel once: its mean is no 1×1 conv of the mean` };
    }
    const { out, groups, bias } = shape.layer;
    const [, , channels] = first.input;
    const before = { ...pool, input: first.input, output: [1, 1, channels!] };
    return { layer: conv(out, 1, { groups, bias }), before: [before] };
  },
  algebra: ([first], layer) => {
    const { arrays, input, output } = asConv(first!);
    const { data } = arrays.kernel!;
    const channels = input[2]!;
    const { out, groups } = layer as Conv;
    const kernel = new Float64Array((channels / groups) * out);
    for (let i = 0; i < data.length; i++) kernel[i % kernel.length]! += data[i]!;
    const share = (input[0]! * input[1]!) / (output[0]! * output[1]!);
    const bias = arrays.bias && Float64Array.from(arrays.bias.data);
    return kernelArrays(
      layer as Conv,
      channels,
      kernel.map(weight => weight * share),
      bias,
    );
  },
};

/** Whether each tap, over all outputs along an axis, reads each of the map's rows or columns. */
function sweepsMap({ layer, input, output }: ConvShape, axis: 0 | 1): boolean {
  const { kernel, stride, dilation, pad } = layer;
  for (let tap = 0; tap < kernel[axis]; tap++) {
    let read = 0;
    for (let to = 0; to < output[axis]!; to++) {
      const from = to * stride[axis] + tap * dilation[axis] - pad[2 * axis]!;
      if (from >= 0 && from < input[axis]!) read++;
    }
    if (read !== input[axis]) return false;
  }
  return true;
}
