/** Arithmetic, comparisons and logic on two tensors. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { alike, boolsOnly, floatsOnly, kernel, type Takes } from '../kernel.ts';
import { BINARY, numericBinary } from './binary-numeric.ts';

/** Kernels for floats alone, which call their operands by other names than a and b. */
const ON_FLOATS: Readonly<Record<string, readonly [string, string]>> = { Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] };

const takes = (name: string): Takes =>
  name in ON_FLOATS ? floatsOnly : name === 'LogicalAnd' || name === 'LogicalOr' ? boolsOnly : alike;

for (const name of BINARY) {
  const run = numericBinary(name);
  const [a, b] = ON_FLOATS[name] ?? ['a', 'b'];
  kernel<Record<string, TensorInfo>>(name, inputs => run(inputs[a]!, inputs[b]!), takes(name));
}
