/**
 * Composition of two convolutions. Output row y of the second reads rows s_B·y + v·d_B − p_B of
 * the first, each of which reads input rows s_A·r + u·d_A − p_A: a convolution again, with taps at u·d_A + s_A·v·d_B,
 * stride s_A·s_B and padding p_A + s_A·p_B.
 */
import type { Conv, Leaf, Linear, Padding } from '../layers/types.ts';
import { isUnpadded } from '../shape.ts';
import type { ConvShape } from './conv-shape.ts';
import { convOrLinear, gcd, kernelArrays, regrouped } from './kernels.ts';
import type { Verdict } from './rule.ts';
import type { Arrays, Term } from './term.ts';

/**
 * The conv that equals `a` and then `b`, or why there is none. Padding of `b` must stand for zeros that `a` would make
 * of zeros beyond the map: `a` has one tap along a padded axis, and no bias (whatever its value: what folds is a
 * matter of layers alone). `vector` says that the map is 1×1 and stands for a vector.
 */
export function composed(a: ConvShape, b: ConvShape, vector: boolean): Verdict {
  const { pad } = b.layer;
  for (const axis of [0, 1] as const) {
    const padded = pad[2 * axis] !== 0 || pad[2 * axis + 1] !== 0;
    if (padded && a.layer.kernel[axis] > 1) {
      return { reason: `pads what '${a.path}' gives: right inside, wrong at the border` };
    }
  }
  if (!isUnpadded(pad) && a.layer.bias) {
    return { reason: `pads a bias: zeros where '${a.path}' would give its bias` };
  }
  const layer: Conv = {
    op: 'conv',
    out: b.layer.out,
    kernel: [composedAxis(a.layer, b.layer, 0).kernel, composedAxis(a.layer, b.layer, 1).kernel],
    stride: [a.layer.stride[0] * b.layer.stride[0], a.layer.stride[1] * b.layer.stride[1]],
    pad: a.layer.pad.map((n, side) => n + a.layer.stride[side < 2 ? 0 : 1] * pad[side]!) as unknown as Padding,
    dilation: [composedAxis(a.layer, b.layer, 0).step, composedAxis(a.layer, b.layer, 1).step],
    groups: vector ? 1 : gcd(a.layer.groups, b.layer.groups),
    bias: a.layer.bias || b.layer.bias,
  };
  return { layer: convOrLinear(layer, vector ? [b.layer.out] : b.output) };
}

function composedAxis(a: Conv, b: Conv, axis: 0 | 1) {
  const reach = a.stride[axis] * b.dilation[axis];
  const step = gcd(a.kernel[axis] > 1 ? a.dilation[axis] : 0, b.kernel[axis] > 1 ? reach : 0);
  if (step === 0) return { kernel: 1, step: 1 };
  const span = (a.kernel[axis] - 1) * a.dilation[axis] + (b.kernel[axis] - 1) * reach;
  return { kernel: span / step + 1, step };
}

/** W[u·d_A + s_A·v·d_B, i, o] = Σ_m A[u, i, m]·B[v, m, o] inside each group; b = b_B + Σ_{v,m} B[v, m, o]·b_A[m]. */
export function composedArrays(a: Term<Conv>, b: Term<Conv>, layer: Leaf): Arrays {
  const result = layer as Conv | Linear;
  const [kernel, dilation, groups] =
    result.op === 'conv' ? [result.kernel, result.dilation, result.groups] : [[1, 1] as const, [1, 1] as const, 1];
  const [first, second] = [regrouped(a, groups), regrouped(b, groups)];
  const [C, M, O] = [a.input[2]! / groups, a.layer.out / groups, b.layer.out];
  const [heightA, widthA] = a.layer.kernel;
  const [heightB, widthB] = b.layer.kernel;
  const weights = new Float64Array(kernel[0] * kernel[1] * C * O);
  for (let tapA = 0; tapA < heightA * widthA; tapA++) {
    for (let tapB = 0; tapB < heightB * widthB; tapB++) {
      const row =
        Math.floor(tapA / widthA) * a.layer.dilation[0] +
        Math.floor(tapB / widthB) * b.layer.dilation[0] * a.layer.stride[0];
      const column = (tapA % widthA) * a.layer.dilation[1] + (tapB % widthB) * b.layer.dilation[1] * a.layer.stride[1];
      const tap = (row / dilation[0]) * kernel[1] + column / dilation[1];
      for (let group = 0; group < groups; group++) {
        const [low, high] = [(group * O) / groups, ((group + 1) * O) / groups];
        for (let i = 0; i < C; i++) {
          const to = (tap * C + i) * O;
          for (let m = 0; m < M; m++) {
            const factor = first[(tapA * C + i) * M * groups + group * M + m]!;
            if (factor === 0) continue; // most of a block-diagonal kernel
            const from = (tapB * M + m) * O;
            for (let o = low; o < high; o++) weights[to + o]! += factor * second[from + o]!;
          }
        }
      }
    }
  }
  const bias = result.bias ? composedBias(a, b, second, groups) : undefined;
  return kernelArrays(result, a.input[2]!, weights, bias);
}

function composedBias(a: Term<Conv>, b: Term<Conv>, kernel: Float32Array | Float64Array, groups: number): Float64Array {
  const O = b.layer.out;
  const bias = b.arrays.bias === undefined ? new Float64Array(O) : Float64Array.from(b.arrays.bias.data);
  const shift = a.arrays.bias?.data;
  if (shift === undefined) return bias;
  const M = a.layer.out / groups;
  const taps = b.layer.kernel[0] * b.layer.kernel[1];
  for (let row = 0; row < taps * M; row++) {
    for (let o = 0; o < O; o++) {
      const group = Math.floor((o * groups) / O);
      bias[o]! += kernel[row * O + o]! * shift[group * M + (row % M)]!;
    }
  }
  return bias;
}
