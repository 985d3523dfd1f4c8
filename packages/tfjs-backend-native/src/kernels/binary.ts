/** Arithmetic, comparisons and logic on two tensors. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { as, backend, kernel } from '../kernel.ts';
import { complexBinary } from './binary_complex.ts';
import { BINARY, numericBinary } from './binary_numeric.ts';

/** Both tensors of strings as numbers that compare as the strings do: each string's rank among all of them. */
function ranks(a: TensorInfo, b: TensorInfo): [TensorInfo, TensorInfo] {
  const strings = (x: TensorInfo): string[] => backend.bufferSync(x).values as unknown as string[];
  const order = new Map([...new Set([...strings(a), ...strings(b)])].sort().map((string, rank) => [string, rank]));
  const ranked = (x: TensorInfo): TensorInfo =>
    backend.tensor(
      x.shape,
      'int32',
      Int32Array.from(strings(x), string => order.get(string)!),
    );
  return [ranked(a), ranked(b)];
}

/** Kernels that compute in floats, whatever they are given, and call their operands by other names than a and b. */
const ON_FLOATS: Readonly<Record<string, readonly [string, string]>> = { Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] };

for (const name of BINARY) {
  const run = numericBinary(name);
  const floats = ON_FLOATS[name];

  /** Runs it on what stands in for its operands, which is freed. */
  const runOn = (a: TensorInfo, b: TensorInfo): TensorInfo => {
    const y = run(a, b);
    backend.free(a, b);
    return y;
  };

  kernel<Record<string, TensorInfo>>(name, inputs => {
    const [a, b] = (floats ?? ['a', 'b']).map(operand => inputs[operand]) as [TensorInfo, TensorInfo];
    if (a.dtype === 'complex64' || b.dtype === 'complex64') return complexBinary(name, a, b);
    if (a.dtype === 'string') return runOn(...ranks(a, b));
    return floats ? runOn(as(a, 'float32'), as(b, 'float32')) : run(a, b);
  });
}
