/** The activation functions by name. */

export const ACTIVATIONS = [
  'relu',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'silu',
  'gelu',
  'hardSigmoid',
  'hardSwish',
  'softmax',
] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export interface Activation {
  readonly op: 'activation';
  readonly fn: ActivationName;
  /** Slope below zero, of leakyRelu only. Default 0.01. */
  readonly slope?: number;
}
