/** A tiny `torch.save`, written by hand: pickles of protocol 2 as pieces to put together, and both file formats around them. */
import { crc32 } from 'node:zlib';

const number = (bytes: number, write: (buffer: Buffer) => unknown): Buffer => {
  const buffer = Buffer.alloc(bytes);
  write(buffer);
  return buffer;
};
const u16 = (value: number): Buffer => number(2, b => b.writeUInt16LE(value));
const u32 = (value: number): Buffer => number(4, b => b.writeUInt32LE(value));
const u64 = (value: number): Buffer => number(8, b => b.writeBigUInt64LE(BigInt(value)));
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

export const tensor = ({ key, type, count }: FakeStorage, { shape, strides, offset = 0, part }: FakeView): Buffer => {
  const view = part === undefined ? [] : [tuple(text('view'), int(part[0]), int(part[1]))];
  const id = tuple(text('storage'), global(`torch.${type}Storage`), text(key), text('cpu'), int(count), ...view);
  const sizes = [shape, strides].map(ns => tuple(...ns.map(int)));
  return call('torch._utils._rebuild_tensor_v2', persistent(id), int(offset), ...sizes, op(0x89), stateDict({}));
};

/** The zip format, with entries at multiples of 64 bytes. */
export function zipped(top: Buffer, storages: readonly FakeStorage[], options: ZipOptions = {}): Buffer {
  const contents: [string, Buffer][] = [['data.pkl', pickle(top)]];
  for (const { key, data } of storages) contents.push([`data/${key}`, data]);
  contents.push(['byteorder', Buffer.from(options.byteOrder ?? 'little')], ['version', Buffer.from('3\n')]);
  let file = Buffer.alloc(0);
  const central: Buffer[] = [];
  for (const [name, content] of contents) {
    const path = Buffer.from(`archive/${name}`);
    const sizes = [u32(options.crc ?? crc32(content)), u32(content.length), u32(content.length), u16(path.length)];
    const about = [u16(0), u16(0), u16(options.method ?? 0), u32(0), ...sizes];
    const padding = Buffer.alloc((64 - ((file.length + 30 + path.length) % 64)) % 64);
    central.push(u32(0x02014b50), u16(0), ...about, u16(0), u16(0), u16(0), u16(0), u32(0), u32(file.length), path);
    file = Buffer.concat([file, u32(0x04034b50), ...about, u16(padding.length), path, padding, content]);
  }
  const entries = Buffer.concat(central);
  const count = u16(contents.length);
  return Buffer.concat([
    file,
    entries,
    u32(0x06054b50),
    u32(0),
    count,
    count,
    u32(entries.length),
    u32(file.length),
    u16(0),
  ]);
}

export interface ZipOptions {
  readonly byteOrder?: string;
  /** In the place of every entry's checksum. */
  readonly crc?: number;
  readonly method?: number;
}

const MAGIC = long(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);

/** The legacy format. */
export const legacy = (top: Buffer, storages: readonly FakeStorage[], { protocol = 1001 } = {}): Buffer =>
  Buffer.concat([
    ...[MAGIC, int(protocol), dict({ protocol_version: int(protocol), little_endian: op(0x88) }), top].map(pickle),
    pickle(list(...storages.map(({ key }) => text(key)))),
    ...storages.flatMap(({ count, data }) => [u64(count), data]),
  ]);
