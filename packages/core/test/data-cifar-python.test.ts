/** CIFAR's python form, as each version of Python and NumPy writes it, becomes the binary version. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../src/data/fetching/checksum.ts';
import { fetchArchive } from '../src/data/fetching/fetch.ts';
import { tarball } from '../src/data/fetching/sources.ts';
import { pythonForm, recordsOf } from '../src/data/formats/cifar-python.ts';
import { byteArray, unpickleArrays } from '../src/io/pickled-arrays.ts';
import { withServer } from './support/server.ts';
import { call, dict, global, int, list, none, pickle, text, tuple } from './support/torch-encoder.ts';

const NO = Buffer.from([0x89]);
const YES = Buffer.from([0x88]);
const BUILD = Buffer.from('b');

/** Python 2's strings, which are bytes: short ones and long ones. */
const python2 = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return bytes.length < 256
    ? Buffer.concat([Buffer.of(0x55, bytes.length), bytes])
    : Buffer.concat([Buffer.of(0x54), length, bytes]);
};
/** Bytes in protocol 3 and later. */
const python3 = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.of(0x42), length, bytes]);
};
/** Bytes of Python 3 in protocol 2. */
const encoded = (bytes: Buffer): Buffer => call('_codecs.encode', text(bytes.toString('latin1')), text('latin1'));

const dtype = (name = 'u1'): Buffer =>
  Buffer.concat([
    call('numpy.dtype', text(name), int(0), int(1)),
    tuple(int(3), text('|'), none, none, none, int(-1), int(-1), int(0)),
    BUILD,
  ]);

interface Variant {
  readonly data?: (bytes: Buffer) => Buffer;
  readonly module?: string;
  readonly type?: string;
  readonly columnMajor?: boolean;
}

const array = (
  shape: readonly number[],
  bytes: Buffer,
  { data = python2, module = 'numpy.core', type = 'u1', columnMajor = false }: Variant = {},
): Buffer =>
  Buffer.concat([
    call(`${module}.multiarray._reconstruct`, global('numpy.ndarray'), tuple(int(0)), python2(Buffer.from('b'))),
    tuple(int(1), tuple(...shape.map(int)), dtype(type), columnMajor ? YES : NO, data(bytes)),
    BUILD,
  ]);

const PIXELS = 3072;
const pixels = (count: number): Buffer => Buffer.from(Uint8Array.from({ length: count * PIXELS }, (_, i) => i * 7));

const fail = (what: string): never => {
  throw new Error(what);
};
const read = (value: Buffer) => byteArray(unpickleArrays(new Uint8Array(pickle(value)), fail));

it('one text that becomes bytes again and again is refused', () => {
  const latin1 = Buffer.from('q\x01', 'latin1');
  const once = Buffer.concat([text('x'.repeat(10_000)), latin1]);
  const again = (what: Buffer): Buffer => call('_codecs.encode', what, text('latin1'));
  const file = pickle(list(again(once), ...Array.from({ length: 50 }, () => again(Buffer.from('h\x01', 'latin1')))));
  const fail = (what: string): never => {
    throw new Error(what);
  };
  expect(() => unpickleArrays(file, fail)).toThrow('its texts become more bytes than it has');
});

describe('pickled arrays', () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 512 }, (_, i) => i));

  it.each<[string, Variant]>([
    ['Python 2', {}],
    ['Python 3, protocol 2', { data: encoded }],
    ['Python 3, protocol 4', { data: python3 }],
    ['NumPy 2', { data: python3, module: 'numpy._core' }],
  ])('of %s', (_, variant) => {
    expect(read(array([2, 256], bytes, variant))).toEqual({ shape: [2, 256], bytes: new Uint8Array(bytes) });
  });

  it('of protocol 5', () => {
    const made = call('numpy.core.numeric._frombuffer', python3(bytes), dtype(), tuple(int(512)), text('C'));
    expect(read(made)).toEqual({ shape: [512], bytes: new Uint8Array(bytes) });
  });

  it('whose bytes happen to be a text', () => {
    expect(read(array([3], Buffer.from('abc')))?.bytes).toEqual(Uint8Array.of(97, 98, 99));
  });

  it('in column-major order', () => {
    expect(read(array([2, 3], Buffer.of(1, 4, 2, 5, 3, 6), { columnMajor: true }))?.bytes).toEqual(
      Uint8Array.of(1, 2, 3, 4, 5, 6),
    );
  });

  it('of other types or sizes are none, and nothing that a pickle names is called', () => {
    expect(read(array([64], bytes, { type: 'f8' }))).toBeUndefined();
    expect(read(array([511], bytes))).toBeUndefined();
    expect(read(call('os.system', text('touch refold-was-here')))).toBeUndefined();
    expect(read(call('toString'))).toBeUndefined();
    expect(existsSync('refold-was-here')).toBe(false);
  });
});

describe('the python form', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'refold-python-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const fine = [7, 99];
  const coarse = [1, 19];
  const batch = pickle(
    dict({
      filenames: list(text('a.png'), text('b.png')),
      data: array([2, PIXELS], pixels(2)),
      fine_labels: list(...fine.map(int)),
      coarse_labels: list(...coarse.map(int)),
    }),
  );
  const binary = Buffer.concat(
    [0, 1].flatMap(i => [Buffer.of(coarse[i]!, fine[i]!), pixels(2).subarray(i * PIXELS, (i + 1) * PIXELS)]),
  );
  const file = { path: 'set-binary/train.bin', bytes: binary.length, digest: digestOf(binary, 'sha256:') };
  const form = pythonForm({
    archive: 'set-python.tar.gz',
    folder: 'set-python',
    batches: { train: file },
    labels: ['coarse_labels', 'fine_labels'],
  });
  const set = { name: 'set', title: 'The Set', home: 'https://example.org', files: [file], sources: [form] };

  const put = (path: string, content: Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const pack = async (): Promise<void> => {
    put('from/set-python/train', batch);
    await create({ file: join(folder, 'set-python.tar.gz'), cwd: join(folder, 'from'), gzip: true }, ['set-python']);
    rmSync(join(folder, 'from'), { recursive: true });
  };
  const converted = (): Buffer => readFileSync(join(folder, file.path));

  it('is re-packed from its folder, and from its archive', async () => {
    put('set-python/train', batch);
    await fetchArchive(set, { folder });
    expect(converted()).toEqual(binary);
    rmSync(join(folder, 'set-binary'), { recursive: true });
    rmSync(join(folder, 'set-python'), { recursive: true });
    await pack();
    await fetchArchive(set, { folder });
    expect(converted()).toEqual(binary);
  });

  it('is refused by name when it is cut off, altered, absent or something else', async () => {
    await expect(fetchArchive(set, { folder })).rejects.toThrow(
      '  set-python.tar.gz in the data folder: neither it nor its folder is there',
    );
    await pack();
    const packed = readFileSync(join(folder, 'set-python.tar.gz'));
    put('set-python.tar.gz', packed.subarray(0, 200));
    await expect(fetchArchive(set, { folder })).rejects.toThrow(/set-python\.tar\.gz can't be unpacked \(/);
    put('from/set-python/train', Buffer.alloc(2 ** 22));
    await create({ file: join(folder, 'set-python.tar.gz'), cwd: join(folder, 'from'), gzip: true }, ['set-python']);
    await expect(fetchArchive(set, { folder })).rejects.toThrow(
      /set-python\.tar\.gz can't be unpacked \(max decompression ratio exceeded: .* > 100\)/,
    );
    put('set-python/train', batch.subarray(0, 4000));
    await expect(fetchArchive(set, { folder })).rejects.toThrow(
      /set-python.train isn't a batch of CIFAR's python form: it ends at its byte 4000, in the middle \(truncated\)/,
    );
    put('set-python/train', Buffer.from(batch).fill(5, 1000, 1001));
    await expect(fetchArchive(set, { folder })).rejects.toThrow(/set-python.train isn't the official file/);
    rmSync(join(folder, 'set-python', 'train'));
    await expect(fetchArchive(set, { folder })).rejects.toThrow(/there is no .*train/);
  });

  it.each([
    ['no dict', list(), 'it holds no dict'],
    ['no images', dict({ data: list() }), "its 'data' is no array of bytes [n, 3072]"],
    ['other images', dict({ data: array([2, 512], pixels(2).subarray(0, 1024)) }), "its 'data' is no array"],
    ['no labels', dict({ data: array([2, PIXELS], pixels(2)), labels: list(int(1)) }), "no list 'labels' of 2 labels"],
  ])('says what a batch lacks: %s', (_, value, message) => {
    put('batch', pickle(value));
    expect(() => recordsOf(join(folder, 'batch'), ['labels'])).toThrow(message);
  });

  it('has a binary counterpart that may lie there as an archive too', async () => {
    put('from/set-binary/train.bin', binary);
    await create({ file: join(folder, 'set.tar.gz'), cwd: join(folder, 'from'), gzip: true }, ['set-binary']);
    const packed = readFileSync(join(folder, 'set.tar.gz'));
    const source = (url: string) => [tarball(`${url}/set.tar.gz`, digestOf(packed, 'md5:'))];
    await fetchArchive({ ...set, sources: source('http://127.0.0.1:1') }, { folder });
    expect(converted()).toEqual(binary);
    rmSync(join(folder, 'set-binary'), { recursive: true });
    put('set.tar.gz', packed.subarray(0, 200));
    await expect(fetchArchive({ ...set, sources: source('http://127.0.0.1:1') }, { folder })).rejects.toThrow(
      /and .*set\.tar\.gz is truncated or altered/,
    );
    await withServer(
      (_, response) => response.end(packed),
      url => fetchArchive({ ...set, sources: source(new URL(url).origin) }, { folder }),
    );
    expect(converted()).toEqual(binary);
  });
});
