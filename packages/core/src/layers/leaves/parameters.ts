/** What leaves say of their parameters. */
import type { Shape } from '../../shape.ts';
import { DEFAULT_KERNEL, type Initializer } from '../initializer.ts';

/** A leaf's parameter: name, shape and starting values. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly fans: Readonly<Record<'in' | 'out', number>>;
  /** False for running statistics. */
  readonly trainable: boolean;
}

/** Of a leaf that has none. */
export const noParameters = (): readonly ParameterSpec[] => [];

/** How a kernel and its bias start, where they don't start as PyTorch's do. */
export interface KernelInit {
  readonly kernel?: Initializer;
  readonly bias?: Initializer;
}

interface WithKernel {
  readonly bias: boolean;
  readonly init?: KernelInit;
}

/** A kernel of that shape, and a bias if the leaf has one. */
export function kernelAndBias(
  leaf: WithKernel,
  kernel: Shape,
  bias: Shape,
  fans: ParameterSpec['fans'],
): readonly ParameterSpec[] {
  const specs: ParameterSpec[] = [
    { name: 'kernel', shape: kernel, init: leaf.init?.kernel ?? DEFAULT_KERNEL, fans, trainable: true },
  ];
  if (leaf.bias) {
    specs.push({ name: 'bias', shape: bias, init: leaf.init?.bias ?? DEFAULT_KERNEL, fans, trainable: true });
  }
  return specs;
}

/** A vector of n equal numbers. */
export const constant = (name: string, n: number, value: number): ParameterSpec => ({
  name,
  shape: [n],
  init: { kind: 'constant', value },
  fans: { in: n, out: n },
  trainable: true,
});
