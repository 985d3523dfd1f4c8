/** Arithmetic, comparisons and logic on two tensors. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { as, backend, kernel } from '../kernel.ts';
import { BINARY, numericBinary } from './binary-numeric.ts';

/** Kernels that compute in floats, whatever they are given, and call their operands by other names than a and b. */
const ON_FLOATS: Readonly<Record<string, readonly [string, string]>> = { Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] };

for (const name of BINARY) {
  const run = numericBinary(name);
  const floats = ON_FLOATS[name];
  kernel<Record<string, TensorInfo>>(name, inputs => {
    if (floats === undefined) return run(inputs.a!, inputs.b!);
    const [a, b] = floats.map(operand => as(inputs[operand]!, 'float32')) as [TensorInfo, TensorInfo];
    const y = run(a, b);
    backend.free(a, b);
    return y;
  });
}
