import { sizeOf } from '../../ndarray.ts';
import { isUnpadded } from '../../shape.ts';
import { isAffine } from '../affine.ts';
import { asConv, convShape, isConvShape } from '../as-conv.ts';
import { isPointwise } from '../kernels.ts';
import type { Plan, Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

/**
 * A 1×1 conv after a leaf that makes each output pixel of the input's pixels, in shares that add up to one, may as well come before it, on
 * fewer pixels: a bias stays what it is. A norm likewise, where the leaf enlarges the map.
 * @param does what the leaf does to a map: 'resizes the map'
 */
const pointwiseBefore = (name: string, op: 'upsample' | 'reflectionPad', does: string): Rule => ({
  name,
  arity: 2,
  weighed: true,
  precondition: ([first, last]) => {
    if (first === undefined || last === undefined || !is(first, op)) return undefined;
    if (isAffine(last) && !isBordered(last)) {
      const enlarges = sizeOf(first.output) >= sizeOf(first.input);
      return enlarges
        ? swapped(first, last.layer, last)
        : { reason: `'${first.path}' leaves fewer pixels to '${last.path}'` };
    }
    const shape = convShape(last);
    if (!isConvShape(shape)) return shape;
    const { layer } = shape;
    if (!isPointwise(shape) || layer.stride.some(step => step !== 1) || !isUnpadded(layer.pad)) {
      return { reason: `'${first.path}' ${does}: only a 1×1 conv without stride or padding can go before it` };
    }
    return swapped(first, layer, last);
  },
  algebra: ([, last], { op }) => (op === 'conv' ? asConv(last!).arrays : last!.arrays),
});

/** Each pixel is one of the input's, or a mean of some. */
export const upsamplePointwise: Rule = pointwiseBefore('upsample · pointwise', 'upsample', 'resizes the map');

/** Each pixel is one of the input's. */
export const reflectionPointwise: Rule = pointwiseBefore(
  'reflection pad · pointwise',
  'reflectionPad',
  'reflects the map at its edges',
);

const isBordered = (term: Term): boolean => is(term, 'batchNorm') && term.layer.border !== undefined;

const swapped = (first: Term, layer: Plan['layer'], { output }: Term): Plan => ({
  layer,
  after: [{ ...first, input: [first.input[0]!, first.input[1]!, output[2]!], output }],
});
