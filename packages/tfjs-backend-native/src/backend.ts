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
import {
  asTyped,
  BYTES,
  type Complex,
  type DataId,
  freeDerived,
  isNumeric,
  type NumericType,
  Stored,
  safetyNet,
  typedArray,
} from './stored.ts';

/** The backend's name in tfjs. */
export const BACKEND = 'native';

/** The backend as tfjs calls it. */
export class NativeBackend extends KernelBackend {
  /** Data that came from another backend, by that backend's DataId. */
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
    addon.write(handle, values ? asTyped(values, dtype, n) : typedArray(dtype, n));
  }

  /** A new record of the data under this DataId. */
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

  /** The data under this DataId, or undefined if this backend doesn't have it. */
  private find(dataId: DataId): Stored | undefined {
    const stored = dataId instanceof Stored ? dataId : this.foreign.get(dataId);
    return stored !== undefined && stored.refCount > 0 ? stored : undefined;
  }

  /** The data under this DataId, moved here first if another backend has it. */
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

  /** The values of a tensor that tfjs need not know: an intermediate one of a kernel. */
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

  /** A new tensor of this shape with uninitialised values. @throws Error for strings, complex numbers and sizes below zero */
  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    if (!isNumeric(dtype)) throw new Error(`native: no kernel makes tensors of type ${dtype}`);
    let n = 1;
    for (const size of shape) {
      if (!(size >= 0)) throw new Error(`native: an operation on these sizes would make a tensor [${shape}]`);
      n *= size;
    }
    const dataId = new Stored();
    this.allocate(dataId, dtype, n, 1);
    return { dataId, shape: [...shape], dtype };
  }

  /** A new tensor with these values. */
  tensor(shape: readonly number[], dtype: DataType, values: BackendValues): TensorInfo {
    return { dataId: this.write(values, [...shape], dtype), shape: [...shape], dtype };
  }

  /** A complex tensor that takes ownership of both halves. */
  complexTensor(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const dataId = new Stored();
    this.hold(dataId, 'complex64', 1).values = { real, imag };
    return { dataId, shape: real.shape, dtype: 'complex64' };
  }

  /** The halves of a complex tensor, or undefined for any other. */
  complexParts({ dataId }: TensorInfo): Complex | undefined {
    const { values } = this.get(dataId);
    return Array.isArray(values) ? undefined : values;
  }

  /** A tensor of another shape that shares the data. */
  share(x: TensorInfo, shape: readonly number[] = x.shape): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
  }

  /** The native buffer of a numeric tensor, moved here first if another backend has it. @throws Error for other types */
  handle(dataId: DataId): Handle {
    const { handle, dtype } = this.get(dataId);
    if (handle === undefined) throw new Error(`native: expected a tensor of numbers, not of type ${dtype}`);
    return handle;
  }

  /** Promises that this data keeps its values, so that kernels may keep what they make of them. */
  declareConstant(dataId: DataId): void {
    this.get(dataId).derived ??= new Map();
  }

  isConstant(dataId: DataId): boolean {
    return this.get(dataId).derived !== undefined;
  }

  /** What a kernel keeps of constant data under a name: made by `fill` if it isn't there. It is freed with the data. */
  derived(dataId: DataId, name: string, bytes: number, fill: (into: Handle) => void): Handle {
    const { derived } = this.get(dataId);
    const known = derived?.get(name);
    if (known !== undefined) return known;
    if (derived === undefined) throw new Error('native: only of constant data can anything be kept');
    const made = addon.allocate(bytes);
    try {
      fill(made);
    } catch (error) {
      addon.free(made);
      throw error;
    }
    derived.set(name, made);
    safetyNet.register(dataId, made, derived);
    return made;
  }

  /** Frees what was kept of this data; the promise stands. */
  dropDerived(dataId: DataId): void {
    freeDerived(this.get(dataId));
  }

  /** Takes the promise back: to be called before values are written in place. */
  willWrite(dataId: DataId): void {
    const stored = this.get(dataId);
    if (stored.derived === undefined) return;
    freeDerived(stored);
    stored.derived = undefined;
  }

  /** Whether this data has one reference, so that a kernel that owns the tensor may write into it. */
  isSoleOwner(dataId: DataId): boolean {
    return this.get(dataId).refCount === 1;
  }

  override incRef(dataId: DataId): void {
    this.get(dataId).refCount++;
  }

  override refCount(dataId: DataId): number {
    return this.find(dataId)?.refCount ?? 0;
  }

  /** Drops one reference (`force`: all) and frees the data after the last; returns whether it is freed. */
  override disposeData(dataId: DataId, force = false): boolean {
    const stored = this.find(dataId);
    if (stored === undefined) return true;
    stored.refCount--;
    if (stored.refCount > 0 && !force) return false;
    const { handle, values } = stored;
    freeDerived(stored);
    if (values && !Array.isArray(values)) this.free(values.real, values.imag);
    if (handle !== undefined) {
      addon.free(handle);
      safetyNet.unregister(dataId);
    }
    stored.refCount = 0;
    stored.handle = undefined;
    stored.values = undefined;
    stored.derived = undefined;
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
    // The garbage collector collects the tensors of a removed backend, and the safety net then frees their buffers.
  }
}

/** The one backend of the process; tfjs requests it when it is first chosen. */
export const backend = new NativeBackend();
