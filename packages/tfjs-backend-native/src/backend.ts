/** The backend as tfjs sees it: tensors' data by DataId. */
import {
  type BackendValues,
  backend_util,
  buffer,
  type DataType,
  engine,
  KernelBackend,
  type Rank,
  type ShapeMap,
  type TensorBuffer,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { addon, type Handle, type TypedArray } from './addon.ts';

export type DataId = TensorInfo['dataId'];

/** The two halves of a complex tensor. */
interface Complex {
  readonly real: TensorInfo;
  readonly imag: TensorInfo;
}

/**
 * What a tensor's data is: a native buffer, or, for the types that no kernel of ours takes, values in JavaScript. To tfjs it is the
 * DataId itself: a training step makes hundreds of tensors, and a table of them would take longer than to make them.
 */
class Stored {
  /** References; at 0 the data is gone, or another backend has it. */
  refCount = 0;
  dtype: DataType = 'float32';
  handle: Handle | undefined = undefined;
  /** Strings, as bytes, or a complex tensor. */
  values: Uint8Array[] | Complex | undefined = undefined;
}

/** The name under which tfjs knows the backend. */
export const BACKEND = 'native';

const BYTES = { float32: 4, int32: 4, bool: 1 } as const;
type NumericType = keyof typeof BYTES;

/** Whether native kernels take that type: strings and complex numbers live in JavaScript. */
export const isNumeric = (dtype: DataType): dtype is NumericType => dtype in BYTES;

/** An uninitialised array that holds n values of that type. */
function typedArray(dtype: NumericType, n: number): TypedArray {
  if (dtype === 'float32') return new Float32Array(n);
  return dtype === 'int32' ? new Int32Array(n) : new Uint8Array(n);
}

/** Native buffers of tensors that were dropped without being disposed go when the garbage collector finds their DataId. */
const safetyNet = new FinalizationRegistry<Handle>(handle => addon.free(handle));

export class NativeBackend extends KernelBackend {
  /** Data that came from another backend, under that one's DataId. */
  private readonly foreign = new WeakMap<DataId, Stored>();
  private count = 0;

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const stored = new Stored();
    this.move(stored, values, shape, dtype, 1);
    return stored;
  }

  override move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void {
    if (dtype === 'string') {
      this.hold(dataId, dtype, refCount).values = (values as Uint8Array[] | null) ?? [];
      return;
    }
    if (!isNumeric(dtype)) throw new Error(`native: values of type ${dtype} can't be written; use tf.complex`);
    const n = util.sizeFromShape(shape);
    const handle = this.allocate(dataId, dtype, n, refCount);
    if (values) addon.write(handle, asTyped(values, dtype, n));
  }

  /** What is held from now on under that DataId. */
  private hold(dataId: DataId, dtype: DataType, refCount: number): Stored {
    const stored = dataId instanceof Stored ? dataId : new Stored();
    if (stored !== dataId) this.foreign.set(dataId, stored);
    stored.dtype = dtype;
    stored.refCount = refCount;
    this.count++;
    return stored;
  }

  private allocate(dataId: DataId, dtype: NumericType, n: number, refCount: number): Handle {
    const handle = addon.allocate(n * BYTES[dtype]);
    this.hold(dataId, dtype, refCount).handle = handle;
    safetyNet.register(dataId, handle, dataId);
    return handle;
  }

  /** What that DataId stands for, if it is here. */
  private find(dataId: DataId): Stored | undefined {
    const stored = dataId instanceof Stored ? dataId : this.foreign.get(dataId);
    return stored !== undefined && stored.refCount > 0 ? stored : undefined;
  }

  /** What that DataId stands for, moved here first if another backend has it. */
  private get(dataId: DataId): Stored {
    const stored = this.find(dataId);
    if (stored !== undefined) return stored;
    engine().moveData(this, dataId);
    return this.find(dataId)!;
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: DataId): BackendValues {
    const { dtype, handle, values } = this.get(dataId);
    if (Array.isArray(values)) return values;
    if (values) {
      const [real, imag] = [values.real, values.imag].map(half => this.readInfo(half) as Float32Array);
      return backend_util.mergeRealAndImagArrays(real!, imag!);
    }
    const { shape } = engine().state.tensorInfo.get(dataId)!;
    return this.readNumbers(handle!, dtype as NumericType, util.sizeFromShape(shape));
  }

  /** The values of a tensor that tfjs may not know (a kernel's intermediate one). */
  readInfo({ dataId, shape, dtype }: TensorInfo): BackendValues {
    const { handle } = this.get(dataId);
    return handle === undefined
      ? this.readSync(dataId)
      : this.readNumbers(handle, dtype as NumericType, util.sizeFromShape(shape));
  }

  private readNumbers(handle: Handle, dtype: NumericType, n: number): TypedArray {
    const values = typedArray(dtype, n);
    addon.read(handle, values);
    return values;
  }

  bufferSync<R extends Rank, D extends DataType>(t: TensorInfo): TensorBuffer<R, D> {
    const values = this.readInfo(t);
    const decoded = t.dtype === 'string' ? (values as Uint8Array[]).map(bytes => util.decodeString(bytes)) : values;
    return buffer(t.shape as ShapeMap[R], t.dtype as D, decoded as never);
  }

  /** A new tensor of that shape, its values not yet set. */
  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    if (!isNumeric(dtype)) throw new Error(`native: no kernel makes tensors of type ${dtype}`);
    const dataId = new Stored();
    const copy = [...shape];
    this.allocate(dataId, dtype, util.sizeFromShape(copy), 1);
    return { dataId, shape: copy, dtype };
  }

  /** A new tensor with these values. */
  tensor(shape: readonly number[], dtype: DataType, values: BackendValues): TensorInfo {
    return { dataId: this.write(values, [...shape], dtype), shape: [...shape], dtype };
  }

  /** A complex tensor that takes over both halves. */
  complexTensor(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const dataId = new Stored();
    this.hold(dataId, 'complex64', 1).values = { real, imag };
    return { dataId, shape: real.shape, dtype: 'complex64' };
  }

  /** The halves of a complex tensor; undefined for any other. */
  complexParts({ dataId }: TensorInfo): Complex | undefined {
    const { values } = this.get(dataId);
    return Array.isArray(values) ? undefined : values;
  }

  /** The same data under another shape: no copy. */
  share(x: TensorInfo, shape: readonly number[] = x.shape): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
  }

  /** The native buffer of a numeric tensor (moved here first, if another backend has it). */
  handle(dataId: DataId): Handle {
    const { handle, dtype } = this.get(dataId);
    if (handle === undefined) throw new Error(`native: a tensor of type ${dtype} was given where numbers are needed`);
    return handle;
  }

  /** Whether nobody else holds this data, so that a kernel that owns the tensor may write into it. */
  isSoleOwner(dataId: DataId): boolean {
    return this.get(dataId).refCount === 1;
  }

  override incRef(dataId: DataId): void {
    this.get(dataId).refCount++;
  }

  override refCount(dataId: DataId): number {
    return this.find(dataId)?.refCount ?? 0;
  }

  /** Lets go of one reference (`force`: of all), and frees the buffer after the last. Tells whether it is gone. */
  override disposeData(dataId: DataId, force = false): boolean {
    const stored = this.find(dataId);
    if (stored === undefined) return true;
    stored.refCount--;
    if (stored.refCount > 0 && !force) return false;
    const { handle, values } = stored;
    if (values && !Array.isArray(values)) this.free(values.real, values.imag);
    if (handle !== undefined) {
      addon.free(handle);
      safetyNet.unregister(dataId);
    }
    stored.refCount = 0;
    stored.handle = undefined;
    stored.values = undefined;
    this.count--;
    return true;
  }

  /** Frees tensors that a kernel made for itself. */
  free(...tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.disposeData(dataId);
  }

  override numDataIds(): number {
    return this.count;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override async time(run: () => void): Promise<{ kernelMs: number; wallMs: number }> {
    const start = performance.now();
    run();
    const kernelMs = performance.now() - start;
    return { kernelMs, wallMs: kernelMs };
  }

  override timerAvailable(): boolean {
    return true;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    // Tensors of a removed backend are the garbage collector's: the safety net frees their buffers.
  }
}

/** The backend: one a process (tfjs asks for it when it is first chosen). */
export const backend = new NativeBackend();

/** The values as the typed array of that type: kernels of other backends also give plain or wider arrays. */
function asTyped(values: BackendValues, dtype: NumericType, n: number): TypedArray {
  const array = values as TypedArray;
  if (array.length < n) throw new Error(`native: ${array.length} values were given for a tensor of ${n}`);
  const own = typedArray(dtype, 0).constructor;
  if (array.constructor === own && array.length === n) return array;
  const copy = typedArray(dtype, n);
  copy.set(array.length === n ? array : array.subarray(0, n));
  return copy;
}
