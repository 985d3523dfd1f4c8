/** Kernels that work element by element. */
import { bools, type Call, type Example, type Examples, example, fixed, floats } from './example.ts';

const map = (call: (...shape: number[]) => Call): readonly Example[] => [
  example({ rows: 3, columns: 5 }, ({ rows, columns }) => call(rows, columns)),
  fixed(call()),
];

const UNARY = [
  ...[
    'Abs',
    'Acos',
    'Acosh',
    'Asin',
    'Asinh',
    'Atan',
    'Atanh',
    'Ceil',
    'Cos',
    'Cosh',
    'Elu',
    'Erf',
    'Exp',
    'Expm1',
    'Floor',
  ],
  ...[
    'IsFinite',
    'IsInf',
    'IsNan',
    'Log',
    'Log1p',
    'LogicalNot',
    'Neg',
    'Reciprocal',
    'Relu',
    'Relu6',
    'Round',
    'Rsqrt',
  ],
  ...[
    'Selu',
    'Sigmoid',
    'Sign',
    'Sin',
    'Sinh',
    'Softplus',
    'Sqrt',
    'Square',
    'Tan',
    'Tanh',
    'Identity',
    'OnesLike',
    'ZerosLike',
  ],
];
const BINARY = [
  ...[
    'Add',
    'Atan2',
    'Equal',
    'FloorDiv',
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
    'LogicalAnd',
    'LogicalOr',
    'Maximum',
  ],
  ...['Minimum', 'Mod', 'Multiply', 'NotEqual', 'Pow', 'RealDiv', 'SquaredDifference', 'Sub', 'BitwiseAnd'],
];

const unary = (attrs: Call['attrs'] = {}, name = 'x'): readonly Example[] =>
  map((...shape) => ({ inputs: { [name]: floats(...shape) }, attrs }));

/** Of one shape, each broadcast to the other, and single elements. */
const pair = (a: string, b: string): readonly Example[] => [
  ...map((...shape) => ({ inputs: { [a]: floats(...shape), [b]: floats(...shape) } })),
  example({ planes: 2, rows: 3, columns: 5 }, ({ planes, rows, columns }) => ({
    inputs: { [a]: floats(planes, rows, 1), [b]: floats(rows, columns) },
  })),
  example({ rows: 3, columns: 5 }, ({ rows, columns }) => ({ inputs: { [a]: floats(columns), [b]: floats(rows, 1) } })),
  example({ columns: 5 }, ({ columns }) => ({ inputs: { [a]: floats(), [b]: floats(columns) } })),
];

export const elementwise: Examples = {
  ...Object.fromEntries(UNARY.map(name => [name, unary()])),
  ...Object.fromEntries(BINARY.map(name => [name, pair('a', 'b')])),
  ComplexAbs: map((...shape) => ({ inputs: { x: { shape, dtype: 'complex64' } } })),
  ...Object.fromEntries(
    ['Real', 'Imag'].map(name => [name, map((...shape) => ({ inputs: { input: { shape, dtype: 'complex64' } } }))]),
  ),
  ClipByValue: unary({ clipValueMin: -1.5, clipValueMax: 2.5 }),
  LeakyRelu: unary({ alpha: 0.25 }),
  Step: unary({ alpha: 0.25 }),
  Cast: ['float32', 'int32', 'bool', 'complex64', 'string'].flatMap(dtype => unary({ dtype })),
  Complex: map((...shape) => ({ inputs: { real: floats(...shape), imag: floats(...shape) } })),
  Prelu: pair('x', 'alpha'),
  EluGrad: map((...shape) => ({ inputs: { dy: floats(...shape), y: floats(...shape) } })),
  AddN: map((...shape) => ({ inputs: [floats(...shape), floats(...shape), floats(...shape)] })),
  // Conditions that choose whole rows are left to select.test.ts: cpu takes the wrong rows there.
  Select: map((...shape) => ({ inputs: { condition: bools(...shape), t: floats(...shape), e: floats(...shape) } })),
  Fill: (['float32', 'int32', 'bool'] as const).flatMap(dtype =>
    map((...shape) => ({ inputs: {}, attrs: { shape, value: 1, dtype } })),
  ),
  LinSpace: [fixed({ inputs: {}, attrs: { start: -1, stop: 2, num: 7 } })],
  Range: [
    fixed({ inputs: {}, attrs: { start: 3, stop: -2, step: -1, dtype: 'int32' } }),
    fixed({ inputs: {}, attrs: { start: 0, stop: 2, step: 0.25, dtype: 'float32' } }),
    fixed({ inputs: {}, attrs: { start: 2, stop: 2, step: 1, dtype: 'float32' } }),
  ],
};
