/** Functions of one tensor, element by element. */
import type { ClipByValueAttrs, LeakyReluAttrs, StepAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { as, backend, handle, kernel, type NumericType, size, typeCode } from '../kernel.ts';

interface Functions {
  unary(op: number, type: number, n: number, first: number, second: number, x: Handle, y: Handle): void;
}

const native = functions<Functions>();

/** tfjs's names, in the order of enum Unary in elementwise.h. */
const UNARY = [
  ...['Abs', 'Neg', 'Square', 'Relu', 'Relu6', 'Sign', 'Step', 'ClipByValue', 'Sqrt', 'Rsqrt', 'Reciprocal'],
  ...['Floor', 'Ceil', 'Round', 'LeakyRelu'],
  ...['Exp', 'Expm1', 'Log', 'Log1p', 'Sigmoid', 'Tanh', 'Elu', 'Selu', 'Softplus', 'Erf'],
  ...['Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan', 'Sinh', 'Cosh', 'Asinh', 'Acosh', 'Atanh'],
  ...['IsNan', 'IsInf', 'IsFinite', 'LogicalNot'],
] as const;

type Name = (typeof UNARY)[number];
const among = (...names: Name[]): ReadonlySet<Name> => new Set(names);

/** Computed on integers as they are; the others convert them to floats, and their results back. */
const ON_INTEGERS = among('Abs', 'Neg', 'Square', 'Relu', 'Relu6', 'Sign', 'ClipByValue');
/** Integers already are what these make. */
const ROUNDING = among('Floor', 'Ceil', 'Round');
const TO_FLOAT = among('Exp', 'LeakyRelu');
const TO_BOOL = among('IsNan', 'IsInf', 'IsFinite', 'LogicalNot');

/** What a function needs beside its operand: Parameters of elementwise.h. */
function parameters(attrs: Partial<ClipByValueAttrs & LeakyReluAttrs & StepAttrs> = {}): [number, number] {
  return [attrs.clipValueMin ?? attrs.alpha ?? 0, attrs.clipValueMax ?? 0];
}

for (const [op, name] of UNARY.entries()) {
  const computedIn = (type: NumericType): NumericType =>
    name === 'LogicalNot' ? 'bool' : ON_INTEGERS.has(name) ? type : 'float32';
  const resultType = (type: NumericType): NumericType =>
    TO_BOOL.has(name) ? 'bool' : TO_FLOAT.has(name) ? 'float32' : type;

  const run = (x: TensorInfo, attrs?: object): TensorInfo => {
    const from = handle(x);
    const y = backend.output(x.shape, TO_BOOL.has(name) ? 'bool' : x.dtype);
    const [first, second] = parameters(attrs);
    native.unary(op, typeCode(x.dtype), size(x), first, second, from, handle(y));
    return y;
  };

  kernel<{ x: TensorInfo }, object>(name, ({ x }, attrs) => {
    const type = x.dtype as NumericType;
    if (computedIn(type) === type) return run(x, attrs);
    if (ROUNDING.has(name)) return backend.share(x);
    const operand = as(x, computedIn(type));
    const result = run(operand, attrs);
    const y = as(result, resultType(type));
    backend.free(operand, result);
    return y;
  });
}
