/** Operations on two tensors of one type, with broadcasting. */
import { backend_util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, handle, typeCode } from '../kernel.ts';

interface Functions {
  /** `loops`, then for each, outermost first, its size and who moves along (1: a, 2: b, 3: both); then the buffers a, b, y */
  binary(op: number, type: number, loops: number, ...sizesAndHandles: number[]): void;
}

const native = functions<Functions>();

/** tfjs's names, in the order of enum Binary in elementwise.h. */
export const BINARY = [
  ...['Add', 'Sub', 'Multiply', 'RealDiv', 'FloorDiv', 'Mod', 'Pow', 'Maximum', 'Minimum', 'SquaredDifference'],
  ...['Prelu', 'EluGrad', 'Atan2'],
  ...['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'LogicalAnd', 'LogicalOr'],
] as const;

const FIRST_TEST = BINARY.indexOf('Equal');

/** What the elements of a result have in common, as few nested loops as possible: see Functions. */
interface Broadcast {
  readonly shape: number[];
  readonly loops: number[];
}

/** Neighbouring axes along which the same operands move make one loop; axes of one element none. */
function broadcast(a: readonly number[], b: readonly number[]): Broadcast {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  const loops: number[] = [];
  let before = 0;
  for (let axis = 0; axis < rank; axis++) {
    const ofA = a[axis - rank + a.length] ?? 1;
    const ofB = b[axis - rank + b.length] ?? 1;
    const size = ofA === 1 ? ofB : ofA;
    if (ofB !== size && ofB !== 1) backend_util.assertAndGetBroadcastShape([...a], [...b]);
    shape.push(size);
    if (size === 1) continue;
    const moving: number = (ofA === size ? 1 : 0) | (ofB === size ? 2 : 0);
    if (moving === before) loops[loops.length - 2]! *= size;
    else loops.push(size, moving);
    before = moving;
  }
  return { shape, loops: loops.length > 0 ? loops : [1, 3] };
}

/** The kernel of this name on numeric tensors of one type, which the result has, except for comparisons and logic (bool) and FloorDiv (int32). */
export function numericBinary(name: (typeof BINARY)[number]): (a: TensorInfo, b: TensorInfo) => TensorInfo {
  const op = BINARY.indexOf(name);
  const resultType = (type: DataType): DataType => (op >= FIRST_TEST ? 'bool' : name === 'FloorDiv' ? 'int32' : type);

  return (a, b) => {
    const { shape, loops } = broadcast(a.shape, b.shape);
    const [left, right]: [Handle, Handle] = [handle(a), handle(b)];
    const y = backend.output(shape, resultType(a.dtype));
    native.binary(op, typeCode(a.dtype), loops.length / 2, ...loops, left, right, handle(y));
    return y;
  };
}
