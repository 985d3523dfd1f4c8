import { sizeOf } from '../../ndarray.ts';
import { isUnpadded } from '../../shape.ts';
import { isAffine } from '../affine.ts';
import { asConv, convShape, isConvShape } from '../as-conv.ts';
import { isPointwise } from '../kernels.ts';
import type { Plan, Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

/**
 * A 1×1 conv after an upsample may as well come before it, on fewer pixels: what an output pixel takes from the input's pixels adds up to
 * one, so a bias stays what it is. A norm likewise, where the upsample enlarges the map.
 */
export const upsamplePointwise: Rule = {
  name: 'upsample · pointwise',
  arity: 2,
  weighed: true,
  precondition: ([up, last]) => {
    if (up === undefined || last === undefined || !is(up, 'upsample')) return undefined;
    if (isAffine(last) && !isBordered(last)) {
      const enlarges = sizeOf(up.output) >= sizeOf(up.input);
      return enlarges
        ? swapped(up, last.layer, last)
        : { reason: `'${up.path}' leaves fewer pixels to '${last.path}'` };
    }
    const shape = convShape(last);
    if (!isConvShape(shape)) return shape;
    const { layer } = shape;
    if (!isPointwise(shape) || layer.stride.some(step => step !== 1) || !isUnpadded(layer.pad)) {
      return { reason: `'${up.path}' resizes the map: only a 1×1 conv without stride or padding can go before it` };
    }
    return swapped(up, layer, last);
  },
  algebra: ([, last], { op }) => (op === 'conv' ? asConv(last!).arrays : last!.arrays),
};

const isBordered = (term: Term): boolean => is(term, 'batchNorm') && term.layer.border !== undefined;

const swapped = (up: Term, layer: Plan['layer'], { output }: Term): Plan => ({
  layer,
  after: [{ ...up, input: [up.input[0]!, up.input[1]!, output[2]!], output }],
});
