import type { Conv, ConvTranspose, Padding } from '../../layers/types.ts';
import { isUnpadded } from '../../shape.ts';
import { asConv, convShape, isConvShape } from '../as-conv.ts';
import { isPointwise, regrouped } from '../kernels.ts';
import type { Refused, Rule } from '../rule.ts';
import { type Arrays, is, type Term } from '../term.ts';

/** A transposed conv and then a 1×1 conv: W[u, v, o, i] = Σ_m B[m, o]·A[u, v, m, i], b = b_B + Σ_m B[m, o]·b_A[m]. */
export const transposedPointwise: Rule = {
  name: 'transposed conv · pointwise',
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    if (first === undefined || second === undefined || !is(first, 'convTranspose')) return undefined;
    const b = convShape(second);
    if (!isConvShape(b)) return b;
    if (!isPointwise(b) || isStrided(b.layer) || !isUnpadded(b.layer.pad)) return only1x1(first);
    return { layer: { ...bare(first.layer), out: b.layer.out, bias: first.layer.bias || b.layer.bias } };
  },
  algebra: ([first, second], layer) => {
    const [a, b] = [first as Term<ConvTranspose>, asConv(second!)];
    const { out, bias } = layer as ConvTranspose;
    const [M, inputs, taps] = [a.layer.out, a.input[2]!, a.layer.kernel[0] * a.layer.kernel[1]];
    const [spread, mixed] = [a.arrays.kernel!.data, regrouped(b, 1)];
    const kernel = new Float64Array(taps * out * inputs);
    for (let tap = 0; tap < taps; tap++) {
      for (let m = 0; m < M; m++) {
        for (let o = 0; o < out; o++) {
          const [factor, source, sink] = [mixed[m * out + o]!, (tap * M + m) * inputs, (tap * out + o) * inputs];
          for (let i = 0; i < inputs; i++) kernel[sink + i]! += factor * spread[source + i]!;
        }
      }
    }
    const shift = Float64Array.from({ length: out }, (_, o) => b.arrays.bias?.data[o] ?? 0);
    a.arrays.bias?.data.forEach((value, m) => {
      for (let o = 0; o < out; o++) shift[o]! += mixed[m * out + o]! * value;
    });
    return transposedArrays(layer as ConvTranspose, inputs, kernel, bias ? shift : undefined);
  },
};

/**
 * A 1×1 conv without a bias and then a transposed conv: W[u, v, o, i] = Σ_m B[u, v, o, m]·A[i, m]. Rows of padding of the 1×1 conv
 * are zeros, which the transposed conv turns into zeros: less is cropped.
 */
export const pointwiseTransposed: Rule = {
  name: 'pointwise · transposed conv',
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    if (first === undefined || second === undefined || !is(second, 'convTranspose')) return undefined;
    const a = convShape(first);
    if (!isConvShape(a)) return a;
    if (!isPointwise(a) || isStrided(a.layer)) return only1x1(second);
    if (a.layer.bias) {
      return {
        reason: `'${first.path}' has a bias, which '${second.path}' spreads to each place by the taps that reach it`,
      };
    }
    const { stride } = second.layer;
    const pad = second.layer.pad.map((n, side) => n - a.layer.pad[side]! * stride[side < 2 ? 0 : 1]);
    if (pad.some(n => n < 0)) return { reason: `'${second.path}' crops less than the padding of '${first.path}' adds` };
    return { layer: { ...bare(second.layer), pad: pad as unknown as Padding } };
  },
  algebra: ([first, second], layer) => {
    const [a, b] = [asConv(first!), second as Term<ConvTranspose>];
    const [inputs, M] = [a.input[2]!, a.layer.out];
    const [mixed, spread] = [regrouped(a, 1), b.arrays.kernel!.data];
    const kernel = new Float64Array((spread.length / M) * inputs);
    for (let row = 0; row < spread.length / M; row++) {
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let m = 0; m < M; m++) sum += spread[row * M + m]! * mixed[i * M + m]!;
        kernel[row * inputs + i] = sum;
      }
    }
    const bias = b.arrays.bias && Float64Array.from(b.arrays.bias.data);
    return transposedArrays(layer as ConvTranspose, inputs, kernel, bias);
  },
};

const isStrided = ({ stride }: Conv): boolean => stride.some(step => step !== 1);

const only1x1 = ({ path }: Term): Refused => ({
  reason: `'${path}' is a transposed conv: only a 1×1 conv without stride or padding goes into it`,
});

/** Without the initialiser, which was for the kernel before. */
const bare = ({ init: _, ...layer }: ConvTranspose): ConvTranspose => layer;

function transposedArrays(layer: ConvTranspose, inputs: number, kernel: Float64Array, bias?: Float64Array): Arrays {
  return {
    kernel: { shape: [...layer.kernel, layer.out, inputs], data: kernel },
    ...(bias && { bias: { shape: [layer.out], data: bias } }),
  };
}
