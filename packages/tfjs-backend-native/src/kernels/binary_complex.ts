/** Sums, differences and products of complex tensors, put together from those of their parts. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { as, backend } from '../kernel.ts';
import { numericBinary } from './binary_numeric.ts';
import { filled } from './fill.ts';

interface Parts {
  readonly real: TensorInfo;
  readonly imag: TensorInfo;
}

const [add, subtract, multiply] = [numericBinary('Add'), numericBinary('Sub'), numericBinary('Multiply')];

/** By kernel name: a result's real part, then its imaginary one. */
const RULES: Readonly<Record<string, (a: Parts, b: Parts) => [TensorInfo, TensorInfo]>> = {
  Add: (a, b) => [add(a.real, b.real), add(a.imag, b.imag)],
  Sub: (a, b) => [subtract(a.real, b.real), subtract(a.imag, b.imag)],
  Multiply: (a, b) => [
    joined(subtract, multiply(a.real, b.real), multiply(a.imag, b.imag)),
    joined(add, multiply(a.real, b.imag), multiply(a.imag, b.real)),
  ],
};

/** Combines two intermediate tensors, and frees them. */
function joined(combine: typeof add, a: TensorInfo, b: TensorInfo): TensorInfo {
  const y = combine(a, b);
  backend.free(a, b);
  return y;
}

/** The parts of a tensor; to be freed. */
function parts(x: TensorInfo): Parts {
  const own = backend.complexParts(x);
  if (own !== undefined) return { real: backend.share(own.real), imag: backend.share(own.imag) };
  const real = as(x, 'float32');
  return { real, imag: filled(x.shape, 'float32', 0) };
}

/** A binary kernel of which at least one operand is complex. @throws Error for kernels that complex numbers don't have */
export function complexBinary(name: string, a: TensorInfo, b: TensorInfo): TensorInfo {
  const rule = RULES[name];
  if (rule === undefined) throw new Error(`${name} does not take complex64 tensors`);
  const [left, right] = [parts(a), parts(b)];
  const [real, imag] = rule(left, right);
  backend.free(left.real, left.imag, right.real, right.imag);
  return backend.complexTensor(real, imag);
}
