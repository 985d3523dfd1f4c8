/** How parameters start, as data. */

/** How a parameter starts; fans are those of the kernel it fills. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'normal'; readonly std: number }
  /** Uniform in ±gain·√(3/fan). With gain √(1/3) and fan 'in' this is ±1/√fanIn, PyTorch's default for conv and linear. */
  | { readonly kind: 'scaledUniform'; readonly gain: number; readonly fan: Fan }
  /** Normal with std gain/√fan. With gain √2 this is Kaiming's (He's) initialiser for ReLU networks. */
  | { readonly kind: 'scaledNormal'; readonly gain: number; readonly fan: Fan }
  /** The kernel that passes its input through: 1 at the centre tap of matching channels, 0 elsewhere. */
  | { readonly kind: 'identity' }
  /** The kernel of the convolution that a linear expression on the same input, freshly drawn, folds to (DBB, table 4). */
  | { readonly kind: 'folded'; readonly layer: AnyLayer };

/** What the variance of a kernel is scaled by: inputs an output sees, outputs an input reaches, or their mean (Glorot's). */
export type Fan = 'in' | 'out' | 'mean';

/** A `Layer`, of which only this can be said here: layers are made of leaves, and leaves have initialisers. */
export interface AnyLayer {
  readonly op: string;
}

/** PyTorch's default for conv and linear, kernel and bias alike: uniform in ±1/√fanIn. */
export const DEFAULT_KERNEL: Initializer = { kind: 'scaledUniform', gain: Math.sqrt(1 / 3), fan: 'in' };

/** He's normal initialiser for layers followed by a ReLU. */
export const kaimingNormal = (fan: Fan = 'out'): Initializer => ({ kind: 'scaledNormal', gain: Math.SQRT2, fan });
