/** A tiny `torch.save`, written by hand: pickles of protocol 2 as pieces to put together, and both file formats around them. */
import { number, u32, u64 } from './numbers.ts';
import { type ZipOptions, zipArchive } from './zip.ts';

const op = (code: string | number, ...rest: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(typeof code === 'string' ? [code.charCodeAt(0)] : [code]), ...rest]);

export const none = op('N');
export const int = (value: number): Buffer =>
  op(
    'J',
    number(4, b => b.writeInt32LE(value)),
  );
/** A long of little-endian two's complement. */
export const long = (...bytes: number[]): Buffer => op(0x8a, Buffer.from([bytes.length, ...bytes]));
export const float = (value: number): Buffer =>
  op(
    'G',
    number(8, b => b.writeDoubleBE(value)),
  );
export const text = (value: string): Buffer => op('X', u32(Buffer.byteLength(value)), Buffer.from(value));
export const tuple = (...items: Buffer[]): Buffer => op('(', ...items, op('t'));
export const list = (...items: Buffer[]): Buffer => Buffer.concat([op(']'), op('('), ...items, op('e')]);
export const dict = (items: Readonly<Record<string, Buffer>>): Buffer => setItems(op('}'), items);
export const global = (name: string): Buffer => {
  const dot = name.lastIndexOf('.');
  return op('c', Buffer.from(`${name.slice(0, dot)}\n${name.slice(dot + 1)}\n`));
};
export const call = (name: string, ...args: Buffer[]): Buffer => Buffer.concat([global(name), tuple(...args), op('R')]);
/** As pickles of protocol 4 have sets. */
export const set = (...items: Buffer[]): Buffer => Buffer.concat([op(0x8f), op('('), ...items, op(0x90)]);
export const frozenSet = (...items: Buffer[]): Buffer => Buffer.concat([op('('), ...items, op(0x91)]);
/** An object by its class's `__new__`, and its attributes. */
export const object = (name: string, attributes: Buffer, ...args: Buffer[]): Buffer =>
  Buffer.concat([global(name), tuple(...args), op(0x81), attributes, op('b')]);
export const persistent = (id: Buffer): Buffer => Buffer.concat([id, op('Q')]);
export const remember = (index: number, value: Buffer): Buffer => Buffer.concat([value, op('q', Buffer.of(index))]);
export const recall = (index: number): Buffer => op('h', Buffer.of(index));
export const pickle = (value: Buffer): Buffer => Buffer.concat([op(0x80, Buffer.of(2)), value, op('.')]);

/** As PyTorch has it: a dict with a `_metadata` attribute. */
export const stateDict = (items: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([setItems(call('collections.OrderedDict'), items), dict({ _metadata: dict({}) }), op('b')]);

const setItems = (target: Buffer, items: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([target, op('('), ...Object.entries(items).flatMap(([key, value]) => [text(key), value]), op('u')]);

export interface FakeStorage {
  readonly key: string;
  /** 'Float', 'Half', ... */
  readonly type: string;
  readonly data: Buffer;
  readonly count: number;
}

export const storage = (
  key: string,
  type: string,
  data: ArrayBufferView & { readonly length: number },
): FakeStorage => ({
  key,
  type,
  data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  count: data.length,
});

export interface FakeView {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset?: number;
  /** Of a storage that is a part of another, in the legacy format: its first element and its element count. */
  readonly part?: readonly [number, number];
}

export const tensor = (stored: FakeStorage, view: FakeView): Buffer =>
  rebuilt('torch._utils._rebuild_tensor_v2', stored, view);

/** A tensor of a type that has no class of storage: `dtype` is 'torch.uint16', ..., and the storage's type 'Untyped'. */
export const tensorOf = (dtype: string, stored: FakeStorage, view: FakeView): Buffer =>
  rebuilt('torch._utils._rebuild_tensor_v3', stored, view, global(dtype));

function rebuilt(
  by: string,
  { key, type, count }: FakeStorage,
  { shape, strides, offset = 0, part }: FakeView,
  ...rest: Buffer[]
): Buffer {
  const view = part === undefined ? [] : [tuple(text('view'), int(part[0]), int(part[1]))];
  const className = type === 'Untyped' ? 'torch.storage.UntypedStorage' : `torch.${type}Storage`;
  const id = tuple(text('storage'), global(className), text(key), text('cpu'), int(count), ...view);
  const sizes = [shape, strides].map(ns => tuple(...ns.map(int)));
  return call(by, persistent(id), int(offset), ...sizes, op(0x89), stateDict({}), ...rest);
}

/** The zip format. */
export function zipped(
  top: Buffer,
  storages: readonly FakeStorage[],
  options: ZipOptions & { readonly byteOrder?: string } = {},
): Buffer {
  const contents: [string, Buffer][] = [['data.pkl', pickle(top)]];
  for (const { key, data } of storages) contents.push([`data/${key}`, data]);
  contents.push(['byteorder', Buffer.from(options.byteOrder ?? 'little')], ['version', Buffer.from('3\n')]);
  return zipArchive(
    contents.map(([name, content]) => [`archive/${name}`, content]),
    options,
  );
}

const MAGIC = long(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);

/** The legacy format. */
export const legacy = (top: Buffer, storages: readonly FakeStorage[], { protocol = 1001 } = {}): Buffer =>
  Buffer.concat([
    ...[MAGIC, int(protocol), dict({ protocol_version: int(protocol), little_endian: op(0x88) }), top].map(pickle),
    pickle(list(...storages.map(({ key }) => text(key)))),
    ...storages.flatMap(({ count, data }) => [u64(count), data]),
  ]);
