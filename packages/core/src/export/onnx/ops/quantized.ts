/** Bytes in the place of floats: pairs of QuantizeLinear and DequantizeLinear, of which ONNX Runtime makes integer convolutions. */
import { type NdArray, sizeOf } from '../../../ndarray.ts';
import { scalesOf } from '../../../quantize/kernels.ts';
import type { Scope } from '../graph.ts';
import { type Op, scalar } from './op.ts';

export const quantize: Op<'quantize'> = ({ layer: { scale, zero } }, x, scope) => {
  const grid = [scope.floats('scale', scalar(scale)), scope.bytes('zero', { shape: [], data: Uint8Array.of(zero) })];
  const bytes = scope.add('QuantizeLinear', [x, ...grid], {}, 'bytes');
  const y = scope.add('DequantizeLinear', [bytes, ...grid]);
  scope.steps.set(y, scale);
  return y;
};

/**
 * The names of a kernel's and a bias' values: as signed bytes and 32-bit integers where the layer reads a quantised value and the kernel is on a
 * grid of bytes; as floats elsewhere.
 * @param kernel in ONNX's layout, with the layer's outputs along `axis`
 */
export function weightsOf(
  x: string,
  kernel: NdArray,
  axis: number,
  { bias }: { readonly bias: boolean },
  scope: Scope,
): readonly string[] {
  const step = scope.steps.get(x);
  const scales = step === undefined ? undefined : scalesOf(scope.param('kernel'));
  if (step === undefined || scales === undefined) {
    return [scope.floats('kernel', kernel), ...(bias ? [scope.floats('bias', scope.param('bias'))] : [])];
  }
  const inner = sizeOf(kernel.shape.slice(axis + 1));
  const scaleAt = (i: number): number => scales[Math.floor(i / inner) % scales.length]!;
  const bytes = Int8Array.from(kernel.data, (value, i) => Math.round(value / scaleAt(i)));
  const names = [dequantized('kernel', { shape: kernel.shape, data: bytes }, scales, axis, scope)];
  if (!bias) return names;
  // Sums of products, to which an integer convolution adds its bias, are in steps of the input's scale times the kernel's.
  const sums = scales.map(scale => scale * step);
  const { shape, data } = scope.param('bias');
  const integers = Int32Array.from(data, (value, o) => Math.round(value / sums[o]!));
  return [...names, dequantized('bias', { shape, data: integers }, sums, 0, scope)];
}

function dequantized(
  name: string,
  integers: Parameters<Scope['bytes']>[1],
  scales: Float64Array,
  axis: number,
  scope: Scope,
): string {
  const values = scope.bytes(name, integers);
  const grid = scope.floats(`${name}Scales`, { shape: [scales.length], data: scales });
  return scope.add('DequantizeLinear', [values, grid], { axis }, `${name}Floats`);
}
