import { conv } from '../../layers/build.ts';
import type { AvgPool, Conv } from '../../layers/types.ts';
import { isUnpadded } from '../../shape.ts';
import { kernelArrays } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

/**
 * Average pooling is a depthwise conv with all taps 1/(kh·kw), if padded zeros count in the mean or there are none.
 */
export const avgPoolAsConv: Rule = {
  name: 'avgPool → conv',
  arity: 1,
  precondition: ([term]) => {
    if (term === undefined || !is(term, 'avgPool')) return undefined;
    const { size, stride, pad, countPad } = term.layer;
    if (!countPad && !isUnpadded(pad)) {
      return { reason: `'${term.path}' averages without padded zeros: another kernel at the border than inside` };
    }
    const channels = term.input[2]!;
    return { layer: conv(channels, size, { stride, pad, groups: channels }) };
  },
  algebra: ([term], layer) => {
    const channels = term!.input[2]!;
    const taps = (term as Term<AvgPool>).layer.size[0] * (term as Term<AvgPool>).layer.size[1];
    return kernelArrays(layer as Conv, channels, new Float64Array(taps * channels).fill(1 / taps));
  },
};
