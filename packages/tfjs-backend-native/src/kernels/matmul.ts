/** Matrix products: batched, transposed and fused as in tfjs. */
import {
  type _FusedMatMulAttrs,
  type BatchMatMulAttrs,
  broadcast_util,
  getKernel,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { BACKEND, backend, handle, kernel, someFloats } from '../kernel.ts';
import { activate } from './activation.ts';

interface Functions {
  /** C [batch, m, n] = relu?(A·B + bias); of each operand: how many matrices (1 or batch), whether transposed, its handle */
  matMul(
    ...args: [
      ...sizes: [batch: number, m: number, n: number, k: number],
      ...a: [matrices: number, transposed: boolean, data: Handle],
      ...b: [matrices: number, transposed: boolean, data: Handle],
      c: Handle,
      bias: Handle,
      relu: boolean,
    ]
  ): void;
}

const native = functions<Functions>();

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}
interface FusedOperands extends Operands {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}
interface Product extends Operands {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** relu?(A·B + bias) for float32 operands [..., m, k] and [..., k, n], not empty, whose leading axes broadcast; bias [n] */
function multiply({ a, b, transposeA, transposeB }: Product, bias?: TensorInfo, relu = false): TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  const described = `[${a.shape}]${transposeA ? 'ᵀ' : ''}·[${b.shape}]${transposeB ? 'ᵀ' : ''}`;
  if (inner !== k) throw new Error(`matMul: inner sizes of ${described} differ: ${k} and ${inner}`);
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = util.sizeFromShape(outer);
  const left = spread(a, outer, batch);
  const right = spread(b, outer, batch);
  const c = backend.output([...outer, m, n]);
  try {
    native.matMul(
      ...[batch, m, n, k],
      ...([matrices(left), transposeA, handle(left)] as const),
      ...([matrices(right), transposeB, handle(right)] as const),
      ...([handle(c), bias ? handle(bias) : -1, relu] as const),
    );
    return c;
  } catch (error) {
    backend.free(c);
    throw error;
  } finally {
    backend.free(left, right);
  }
}

const matrices = ({ shape }: TensorInfo): number => util.sizeFromShape(shape.slice(0, -2));

/** The operand with one matrix in all, or as many as the batch: copies where leading axes broadcast in part. To be freed. */
function spread(x: TensorInfo, outer: number[], batch: number): TensorInfo {
  const own = matrices(x);
  if (own === 1 || own === batch) return backend.share(x);
  const target = [...outer, ...x.shape.slice(-2)];
  const aligned = backend.share(x, [...new Array<number>(target.length - x.shape.length).fill(1), ...x.shape]);
  const reps = target.map((n, axis) => n / aligned.shape[axis]!);
  try {
    return getKernel('Tile', BACKEND).kernelFunc({ inputs: { x: aligned }, attrs: { reps }, backend }) as TensorInfo;
  } finally {
    backend.free(aligned);
  }
}

kernel<Operands, BatchMatMulAttrs>(
  'BatchMatMul',
  ({ a, b }, { transposeA, transposeB }) => multiply({ a, b, transposeA, transposeB }),
  someFloats,
);

kernel<FusedOperands, _FusedMatMulAttrs>(
  '_FusedMatMul',
  ({ a, b, bias, preluActivationWeights: alpha }, attrs) => {
    const { transposeA, transposeB, activation } = attrs;
    const n = b.shape.at(transposeB ? -2 : -1);
    const row = bias && bias.shape.at(-1) === n && util.sizeFromShape(bias.shape) === n;
    const relu = activation === 'relu' && (row || !bias);
    const c = multiply({ a, b, transposeA, transposeB }, row ? bias : undefined, relu);
    return relu ? c : activate(bias && !row ? sum(c, bias) : c, { ...attrs, alpha });
  },
  someFloats,
);

/** c + bias, of any shape that broadcasts; consumes c. */
function sum(c: TensorInfo, bias: TensorInfo): TensorInfo {
  try {
    return getKernel('Add', BACKEND).kernelFunc({ inputs: { a: c, b: bias }, backend }) as TensorInfo;
  } finally {
    backend.free(c);
  }
}
