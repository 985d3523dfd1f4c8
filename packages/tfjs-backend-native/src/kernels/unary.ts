/** Functions of one tensor, element by element. */
import type { ClipByValueAttrs, LeakyReluAttrs, StepAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, boolsOnly, floatsOnly, handle, kernel, size, type Takes, typeCode } from '../kernel.ts';

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

/** Functions that have a form for integers; the others are for floats alone. */
const ON_INTEGERS = among('Abs', 'Neg', 'Square', 'Relu', 'Relu6', 'Sign', 'ClipByValue');
const TO_BOOL = among('IsNan', 'IsInf', 'IsFinite', 'LogicalNot');
const floatsOrIntegers: Takes = x => x.dtype === 'float32' || x.dtype === 'int32';

/** What a function needs beside its operand: Parameters of elementwise.h. */
function parameters(attrs: Partial<ClipByValueAttrs & LeakyReluAttrs & StepAttrs> = {}): [number, number] {
  return [attrs.clipValueMin ?? attrs.alpha ?? 0, attrs.clipValueMax ?? 0];
}

for (const [op, name] of UNARY.entries()) {
  const run = ({ x }: { x: TensorInfo }, attrs?: object): TensorInfo => {
    const from = handle(x);
    const y = backend.output(x.shape, TO_BOOL.has(name) ? 'bool' : x.dtype);
    const [first, second] = parameters(attrs);
    native.unary(op, typeCode(x.dtype), size(x), first, second, from, handle(y));
    return y;
  };
  kernel(name, run, name === 'LogicalNot' ? boolsOnly : ON_INTEGERS.has(name) ? floatsOrIntegers : floatsOnly);
}
