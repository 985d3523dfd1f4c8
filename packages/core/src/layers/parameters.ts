/** What each leaf owns: names, shapes and starting values of its parameters. */
import { join, leaves, type Traced } from './shapes.ts';
import type { Fan, Initializer, Leaf, Shape } from './types.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly fans: Readonly<Record<'in' | 'out', number>>;
  /** False for running statistics. */
  readonly trainable: boolean;
}

/** PyTorch's default for conv and linear, kernel and bias alike: uniform in ±1/√fanIn. */
export const DEFAULT_KERNEL: Initializer = { kind: 'scaledUniform', gain: Math.sqrt(1 / 3), fan: 'in' };

/** He's normal initialiser for layers followed by a ReLU. */
export const kaimingNormal = (fan: Fan = 'out'): Initializer => ({ kind: 'scaledNormal', gain: Math.SQRT2, fan });

/**
 * Parameters of a leaf for an input shape that inference has accepted.
 * Kernels are HWIO (conv), HW·out·in (convTranspose), in×out (linear), group×in×out (spatialLinear).
 */
export function parametersOf(leaf: Leaf, input: Shape): readonly ParameterSpec[] {
  const channels = input.at(-1)!;
  switch (leaf.op) {
    case 'conv': {
      const taps = leaf.kernel[0] * leaf.kernel[1];
      const perGroup = channels / leaf.groups;
      const fans = { in: taps * perGroup, out: (taps * leaf.out) / leaf.groups };
      return kernelAndBias(leaf, [...leaf.kernel, perGroup, leaf.out], [leaf.out], fans);
    }
    case 'convTranspose': {
      const taps = leaf.kernel[0] * leaf.kernel[1];
      const fans = { in: taps * leaf.out, out: taps * channels };
      return kernelAndBias(leaf, [...leaf.kernel, leaf.out, channels], [leaf.out], fans);
    }
    case 'linear':
      return kernelAndBias(leaf, [channels, leaf.out], [leaf.out], { in: channels, out: leaf.out });
    case 'spatialLinear': {
      const inputs = (input[0]! * input[1]! * channels) / leaf.groups;
      const outputs = (leaf.out[0] * leaf.out[1] * leaf.out[2]) / leaf.groups;
      return kernelAndBias(leaf, [leaf.groups, inputs, outputs], leaf.out, { in: inputs, out: outputs });
    }
    case 'batchNorm':
      return [
        constant('gamma', channels, leaf.init?.gamma ?? 1),
        constant('beta', channels, leaf.init?.beta ?? 0),
        { ...constant('mean', channels, 0), trainable: false },
        { ...constant('variance', channels, 1), trainable: false },
      ];
    case 'instanceNorm':
      return leaf.affine ? [constant('gamma', channels, 1), constant('beta', channels, 0)] : [];
    case 'scale':
      return [constant('factor', leaf.per === 'channel' ? channels : 1, leaf.init)];
    default:
      return [];
  }
}

/** A parameter of an expression: its path and what its leaf says of it. */
export interface Parameter extends ParameterSpec {
  readonly path: string;
  readonly leaf: Traced<Leaf>;
}

/** Every parameter of a traced expression, in order of evaluation. */
export function* parameters(root: Traced): Generator<Parameter> {
  for (const leaf of leaves(root)) {
    for (const spec of parametersOf(leaf.layer, leaf.input)) {
      yield { ...spec, path: join(leaf.path, spec.name), leaf };
    }
  }
}

/** Whether any leaf below a node has parameters. */
export function ownsParameters(node: Traced): boolean {
  for (const { layer, input } of leaves(node)) if (parametersOf(layer, input).length > 0) return true;
  return false;
}

type WithKernel = Extract<Leaf, { bias: boolean }>;

function kernelAndBias(
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

const constant = (name: string, n: number, value: number): ParameterSpec => ({
  name,
  shape: [n],
  init: { kind: 'constant', value },
  fans: { in: n, out: n },
  trainable: true,
});
