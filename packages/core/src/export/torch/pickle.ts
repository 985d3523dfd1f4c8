/** The pickle of a state dict, protocol 2 (https://docs.python.org/3/library/pickletools.html), as torch.save writes it. */
import { type NdArray, sizeOf } from '../../ndarray.ts';

/** Pickle's operations. */
const OP = {
  proto: 0x80,
  stop: 0x2e,
  mark: 0x28,
  tuple: 0x74,
  emptyTuple: 0x29,
  global: 0x63,
  reduce: 0x52,
  setItems: 0x75,
  text: 0x58,
  int: 0x4a,
  false: 0x89,
  persistentId: 0x51,
} as const;

const op = (code: number, ...rest: readonly Uint8Array[]): Buffer => Buffer.concat([Buffer.of(code), ...rest]);

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return op(OP.int, bytes);
}

function text(value: string): Buffer {
  const [length, bytes] = [Buffer.alloc(4), Buffer.from(value)];
  length.writeUInt32LE(bytes.length);
  return op(OP.text, length, bytes);
}

const global = (module: string, name: string): Buffer => op(OP.global, Buffer.from(`${module}\n${name}\n`));
const tuple = (...items: readonly Uint8Array[]): Buffer => op(OP.mark, ...items, op(OP.tuple));
const emptyDict = (): Buffer => Buffer.concat([global('collections', 'OrderedDict'), op(OP.emptyTuple), op(OP.reduce)]);

/** A dict of float32 tensors; the elements of the i-th are the storage of key i. */
export function pickledState(state: ReadonlyMap<string, NdArray>): Uint8Array {
  const items = [...state].flatMap(([name, { shape }], i) => [text(name), tensor(`${i}`, shape)]);
  return Buffer.concat([op(OP.proto, Buffer.of(2)), emptyDict(), op(OP.mark, ...items, op(OP.setItems)), op(OP.stop)]);
}

/** `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)` */
function tensor(key: string, shape: readonly number[]): Buffer {
  const storage = tuple(text('storage'), global('torch', 'FloatStorage'), text(key), text('cpu'), int(sizeOf(shape)));
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const args = [
    storage,
    op(OP.persistentId),
    int(0),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    op(OP.false),
    emptyDict(),
  ];
  return Buffer.concat([global('torch._utils', '_rebuild_tensor_v2'), tuple(...args), op(OP.reduce)]);
}
