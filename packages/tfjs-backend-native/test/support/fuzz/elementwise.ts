/** Kernels that work element by element. */
import fc from 'fast-check';
import type { Dtype } from '../../same-as-cpu.ts';
import { cases, type Drawn, EPSILON, shape, type Table, tensor } from './call.ts';

/** Polynomials for exponentials, logarithms and the like stay within a few units in the last place. */
const FUNCTION = 16 * EPSILON;
const anyShape = shape(0, 5);

type Range = Partial<Omit<Drawn, 'shape' | 'seed'>>;

const unary = (kernel: string, range: Range, tolerance: number, attrs: Record<string, unknown> = {}, name = 'x') =>
  [
    kernel,
    cases(
      kernel,
      anyShape,
      s => ({ [name]: tensor(s, range) }),
      () => attrs,
      tolerance,
    ),
  ] as const;

const wide = { low: -20, high: 20 };
const functions: readonly (readonly [string, Range])[] = [
  ...['Acos', 'Asin'].map(name => [name, {}] as const),
  ['Acosh', { low: 1.01, high: 30 }],
  ['Atanh', { low: -0.99, high: 0.99 }],
  ...['Asinh', 'Atan', 'Cos', 'Sin', 'Elu', 'Erf', 'Selu', 'Sigmoid', 'Softplus', 'Tanh'].map(
    name => [name, wide] as const,
  ),
  ...['Exp', 'Expm1', 'Cosh', 'Sinh'].map(name => [name, { low: -10, high: 10 }] as const),
  ...['Log', 'Rsqrt', 'Reciprocal', 'Sqrt'].map(name => [name, { low: 0.01, high: 100 }] as const),
  ['Log1p', { low: -0.99, high: 100 }],
  ['Tan', { low: -1.5, high: 1.5 }],
];
const exact = [
  'Abs',
  'Ceil',
  'Floor',
  'Neg',
  'Relu',
  'Relu6',
  'Round',
  'Sign',
  'Square',
  'Step',
  'IsFinite',
  'IsInf',
  'IsNan',
];

/** Two shapes that broadcast: a shape, and it again with some axes of size 1 and leading ones left out; in either order. */
const broadcast = fc
  .tuple(shape(0, 5), fc.nat({ max: 5 }), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), fc.boolean())
  .map(([full, dropped, ones, swapped]) => {
    const narrow = full.map((n, i) => (ones[i] ? 1 : n)).slice(Math.min(dropped, full.length));
    return swapped ? ([narrow, full] as const) : ([full, narrow] as const);
  });

const binary = (kernel: string, range: Range, tolerance = 0, divisor: Range = range) =>
  [
    kernel,
    cases(
      kernel,
      broadcast,
      ([a, b]) => ({ a: tensor(a, range), b: tensor(b, divisor) }),
      () => ({}),
      tolerance,
    ),
  ] as const;

const numeric: fc.Arbitrary<Dtype> = fc.constantFrom('float32', 'int32', 'bool');

export const elementwise: Table = {
  ...Object.fromEntries(functions.map(([name, range]) => unary(name, range, FUNCTION))),
  ...Object.fromEntries(exact.map(name => unary(name, wide, 0, name === 'Step' ? { alpha: 0.25 } : {}))),
  ...Object.fromEntries([
    unary('ClipByValue', wide, 0, { clipValueMin: -3.5, clipValueMax: 7 }),
    unary('LeakyRelu', wide, EPSILON * 4, { alpha: 0.2 }),
    unary('LogicalNot', { dtype: 'bool' }, 0),
    ...['Identity', 'OnesLike', 'ZerosLike'].map(name => unary(name, wide, 0)),
  ]),
  // Subtraction may cancel, but of the same operands in the same order: one rounding, as in cpu's.
  ...Object.fromEntries([
    ...['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum'].map(name => binary(name, wide, 2 * EPSILON)),
    // The difference is rounded before it is squared.
    binary('SquaredDifference', wide, 4 * EPSILON),
    binary('RealDiv', wide, 2 * EPSILON, { low: 0.5, high: 9 }),
    ...['FloorDiv', 'Mod'].map(name => binary(name, { ...wide, whole: true }, 0, { low: 1, high: 9, whole: true })),
    binary('Pow', { low: 0.1, high: 5 }, 64 * EPSILON, { low: -4, high: 4 }),
    binary('Atan2', wide, FUNCTION),
    ...['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'].map(name =>
      binary(name, { low: -3, high: 3, whole: true }),
    ),
    ...['LogicalAnd', 'LogicalOr'].map(name => binary(name, { dtype: 'bool' })),
  ]),
  AddN: fc
    .tuple(anyShape, fc.integer({ min: 1, max: 5 }))
    .chain(([s, n]) =>
      fc
        .array(tensor(s), { minLength: n, maxLength: n })
        .map(inputs => ({ kernel: 'AddN', inputs, attrs: {}, tolerance: 8 * EPSILON })),
    ),
  Prelu: cases(
    'Prelu',
    broadcast.map(([a, b]) => (a.length >= b.length ? [a, b] : [b, a])),
    ([x, alpha]) => ({ x: tensor(x!), alpha: tensor(alpha!) }),
    () => ({}),
    4 * EPSILON,
  ),
  EluGrad: cases(
    'EluGrad',
    anyShape,
    s => ({ dy: tensor(s), y: tensor(s) }),
    () => ({}),
    4 * EPSILON,
  ),
  Select: cases('Select', shape(1, 4), s => ({ condition: tensor(s, { dtype: 'bool' }), t: tensor(s), e: tensor(s) })),
  Cast: cases(
    'Cast',
    fc.record({ s: anyShape, from: numeric, to: numeric }),
    ({ s, from }) => ({ x: tensor(s, { ...(from === 'bool' ? {} : wide), dtype: from }) }),
    ({ to }) => ({ dtype: to }),
  ),
  Fill: cases(
    'Fill',
    fc.tuple(anyShape, fc.integer({ min: -9, max: 9 })),
    () => ({}),
    ([s, value]) => ({ shape: s, value, dtype: 'float32' }),
  ),
};
