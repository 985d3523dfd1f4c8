/** The activation functions by name. */

/** Every activation function. */
export const ACTIVATIONS = [
  'relu',
  'relu6',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'silu',
  'gelu',
  'hardSigmoid',
  'hardSwish',
  'softmax',
] as const;
/** The name of an activation function. */
export type ActivationName = (typeof ACTIVATIONS)[number];

/** An activation function, value by value; softmax over the last axis. */
export interface Activation {
  readonly op: 'activation';
  readonly fn: ActivationName;
  /** Slope below zero, of leakyRelu only. Default 0.01. */
  readonly slope?: number;
}
