import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { decodeTorch, readTorch } from '../src/io/torch-file.ts';
import {
  call,
  dict,
  float,
  global,
  int,
  legacy,
  list,
  long,
  none,
  persistent,
  recall,
  remember,
  stateDict,
  storage,
  tensor,
  text,
  tuple,
  zipped,
} from './support/torch-encoder.ts';
import { counter, dense, example, floats, shapesAndValues } from './support/torch-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-torch-'));
const path = join(folder, 'a.pt');
afterAll(() => rmSync(folder, { recursive: true }));

const FORMATS = [
  ['zip', zipped],
  ['legacy', legacy],
] as const;

const decode = (file: Uint8Array) => decodeTorch(file, path).tensors;

describe.each(FORMATS)('a %s file of PyTorch', (_, save) => {
  const one = (type: string, data: ArrayBufferView & { length: number }) => {
    const only = storage('7', type, data);
    return decode(save(stateDict({ x: tensor(only, { shape: [only.count], strides: [1] }) }), [only])).get('x')!.data;
  };

  it('is read by name, in its order', () => {
    writeFileSync(path, save(example, [floats, counter]));
    const { tensors: state, skipped } = readTorch(path);
    expect(skipped).toEqual([]);
    expect([...state.keys()]).toEqual(['conv.weight', 'bn.num_batches_tracked']);
    expect(state.get('conv.weight')).toEqual({
      shape: [2, 3, 4],
      data: Float32Array.from({ length: 24 }, (_, i) => i),
    });
    expect(state.get('bn.num_batches_tracked')).toEqual({ shape: [], data: Float64Array.of(40_000) });
  });

  it('has views at offsets, with strides', () => {
    const view = (shape: number[], strides: number[], offset = 0) => tensor(floats, { shape, strides, offset });
    const views = {
      transposed: view([4, 3], [1, 4]),
      step: view([2, 2], [12, 2], 5),
      row: view([4], [1], 8),
      column: view([2, 1], [12, 77], 3),
      repeated: view([2, 3], [0, 1], 1),
      scalar: view([], [], 23),
      empty: view([0, 3], [3, 1], 24),
    };
    expect(shapesAndValues(save(stateDict(views), [floats]))).toEqual({
      transposed: [
        [4, 3],
        [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11],
      ],
      step: [
        [2, 2],
        [5, 7, 17, 19],
      ],
      row: [[4], [8, 9, 10, 11]],
      column: [
        [2, 1],
        [3, 15],
      ],
      repeated: [
        [2, 3],
        [1, 2, 3, 1, 2, 3],
      ],
      scalar: [[], [23]],
      empty: [[0, 3], []],
    });
  });

  it('has elements of every type', () => {
    expect(one('Double', Float64Array.of(0.1, -0))).toEqual(Float64Array.of(0.1, -0));
    expect(one('Half', Uint16Array.of(0x3c00, 0xc000, 1))).toEqual(Float32Array.of(1, -2, 2 ** -24));
    expect(one('BFloat16', Uint16Array.of(0x3f80, 0xc049))).toEqual(Float32Array.of(1, -3.140625));
    expect(one('Long', BigInt64Array.of(-3n, 2n ** 53n - 1n))).toEqual(Float64Array.of(-3, 2 ** 53 - 1));
    expect(one('Int', Int32Array.of(-70_000))).toEqual(Float64Array.of(-70_000));
    expect(one('Short', Int16Array.of(-300, 300))).toEqual(Float32Array.of(-300, 300));
    expect(one('Char', Int8Array.of(-3, 3))).toEqual(Float32Array.of(-3, 3));
    expect(one('Byte', Uint8Array.of(0, 255))).toEqual(Float32Array.of(0, 255));
    expect(one('Bool', Uint8Array.of(0, 1))).toEqual(Float32Array.of(0, 1));
    expect(() => one('Long', BigInt64Array.of(2n ** 60n))).toThrow('(found: x (integers beyond 2^53))');
  });

  it.each(['state_dict', 'model'])('may be a checkpoint that holds its state dict as %s', name => {
    const checkpoint = dict({
      epoch: int(3),
      best: float(91.25),
      [name]: stateDict({ 'module.weight': dense }),
      optimizer: dict({ groups: list(dict({ lr: float(0.1), nesterov: none })), betas: tuple(float(0.9), int(1)) }),
      device: call('torch.device', text('cuda')),
      seed: long(0, 0, 0, 0, 0, 0, 0, 0, 1),
    });
    expect([...decode(save(checkpoint, [floats])).keys()]).toEqual(['module.weight']);
  });

  it('passes over entries that are no tensors, and knows old and wrapped tensors and names', () => {
    const id = tuple(text('storage'), global('torch.FloatStorage'), text('0'), text('cpu'), int(24));
    const old = call('torch._utils._rebuild_tensor', persistent(id), int(2), tuple(int(2)), tuple(int(1)));
    const sized = call(
      'torch._utils._rebuild_tensor_v2',
      persistent(id),
      int(0),
      call('torch.Size', tuple(int(1))),
      tuple(int(1)),
    );
    const pairs = list(
      list(text('old'), old),
      tuple(text('parameter'), call('torch._utils._rebuild_parameter', old, none, none)),
      tuple(text('sized'), sized),
      tuple(text('note'), text('by hand')),
      tuple(int(4), old),
      tuple(text('__proto__'), old),
      tuple(text('model'), text('resnet')),
    );
    const state = decode(save(call('collections.OrderedDict', pairs), [floats]));
    expect([...state.keys()]).toEqual(['old', 'parameter', 'sized', '__proto__']);
    expect(state.get('parameter')!.data).toEqual(Float32Array.of(2, 3));
  });

  it('is refused if it is cut off anywhere, and if there is anything behind it', () => {
    const file = save(example, [floats, counter]);
    for (let length = 0; length < file.length; length++) {
      expect(() => decode(file.subarray(0, length)), `${length} bytes`).toThrow(RefoldError);
    }
    expect(() => decode(Buffer.concat([file, Buffer.of(0)]))).toThrow(RefoldError);
  });

  it('is refused or read with any of its bytes changed: nothing else', () => {
    const file = save(dict({ epoch: int(3), state_dict: example, t: tuple(text('a'), float(1)) }), [floats, counter]);
    const attempt = (altered: Uint8Array): void => {
      try {
        decode(altered);
      } catch (error) {
        expect(error).toBeInstanceOf(RefoldError);
        expect((error as Error).message).toContain(path);
      }
    };
    for (let at = 0; at < file.length; at++) {
      for (const flip of [1, 0x20, 0x80, 0xff]) {
        const altered = Buffer.from(file);
        altered[at] = altered[at]! ^ flip;
        attempt(altered);
      }
    }
    const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(flips, changes => {
        const altered = Buffer.from(file);
        for (const [at, byte] of changes) altered[at] = byte;
        attempt(altered);
      }),
      { numRuns: 1000 },
    );
  });

  const bad = (part: object): Buffer => tensor(floats, { shape: [2], strides: [1], ...part });
  it.each([
    ['a view beyond its storage', bad({ offset: 23 }), /shape \[2\] reaches beyond its storage of 24 elements/],
    ['a stride beyond it', bad({ strides: [24] }), /reaches beyond/],
    ['sizes without strides', bad({ strides: [] }), /reaches beyond/],
    ['a negative size', bad({ shape: [-1] }), /not described as PyTorch does/],
    ['a negative stride', bad({ strides: [-1], offset: 1 }), /not described as PyTorch does/],
    ['a negative offset', bad({ offset: -1 }), /not described as PyTorch does/],
    ['too many axes', bad({ shape: Array(65).fill(1), strides: Array(65).fill(1) }), /not described as PyTorch does/],
    ['a part beyond the whole', bad({ part: [20, 5] }), /reaches beyond it/],
    ['a storage that is none', call('torch._utils._rebuild_tensor', int(1), int(0), tuple(), tuple()), /not described/],
    ['a persistent id that is none', persistent(text('storage')), /not described/],
    [
      'a call of what is not a function',
      Buffer.concat([int(1), tuple(), Buffer.from('R')]),
      /calls what isn't a function/,
    ],
    ['a global without a name', Buffer.concat([int(1), int(2), Buffer.of(0x93)]), /global without a name/],
    ['appending to a tuple', Buffer.concat([tuple(), int(1), Buffer.from('a')]), /appends to what isn't a list/],
    ['items of a list', Buffer.concat([list(), int(1), int(1), Buffer.from('s')]), /items of what isn't a dict/],
    [
      'half an item',
      Buffer.concat([dict({}), Buffer.from('('), int(1), Buffer.from('u')]),
      /items of what isn't a dict/,
    ],
    ['attributes of a list', Buffer.concat([list(), none, Buffer.from('b')]), /attributes to what isn't a dict/],
    ['a value that was never remembered', recall(9), /recalls value 9/],
    ['an unknown operation', Buffer.of(0xff), /0xff\) isn't an operation of plain data/],
    ['a lone end of a tuple', Buffer.from('ttt'), /lacks a mark|no dict/],
    ['text that is not UTF-8', Buffer.from([0x58, 1, 0, 0, 0, 0xff]), /is not UTF-8/],
    ['a text longer than the file', Buffer.from([0x58, 0xff, 0xff, 0xff, 0xff]), /truncated/],
  ])('is refused for %s', (_, value, message) => {
    const file = save(dict({ x: value }), [floats]);
    expect(() => decode(file)).toThrow(message);
    expect(() => decode(file)).toThrow(RefoldError);
    expect(() => decode(file)).toThrow(/Delete it and save or download it again\.$/);
  });

  it('is refused if one list becomes many dicts', () => {
    const pairs = list(...Array.from({ length: 10_000 }, () => tuple(int(1), none)));
    const again = Array.from({ length: 200 }, () => call('collections.OrderedDict', recall(1)));
    const file = save(list(remember(1, pairs), ...again), []);
    expect(() => decode(file)).toThrow(/its dicts have more than 1000000 entries/);
  });

  it('is refused if its pickle goes on and on', () => {
    expect(() => decode(save(Buffer.alloc(3_000_001, none), []))).toThrow(/more than 3000000 operations/);
  });

  it('is refused if a tensor is rebuilt by itself, and takes no more arguments than there are', () => {
    const by = 'torch._tensor._rebuild_from_type_v2';
    const within = (deep: Buffer): Buffer => call(by, global(by), none, tuple(deep));
    expect(() => decode(save(dict({ x: within(none) }), []))).toThrow(/rebuilt by itself/);
    const long = tuple(Buffer.alloc(300_000, none));
    const shapes = call(by, global('torch._utils._rebuild_parameter'), none, long);
    expect([...decode(save(dict({ shapes, x: dense }), [floats])).keys()]).toEqual(['x']);
  });

  it('may be nested as deep as it likes', () => {
    const deep = Buffer.concat([none, Buffer.alloc(200_000, 0x85)]); // a tuple of a tuple of ...
    expect(decode(save(dict({ deep, x: dense }), [floats])).size).toBe(1);
    expect(() => decode(save(deep, []))).toThrow(/holds no tensors by name/);
  });

  it('may hold itself', () => {
    const cyclic = Buffer.concat([remember(1, dict({ x: dense })), text('state_dict'), recall(1), Buffer.from('s')]);
    expect([...decode(save(cyclic, [floats])).keys()]).toEqual(['x']);
  });

  it('shows a name that is meant for the terminal without that', () => {
    expect(() => decode(save(global('os.\u001b[31m'), []))).toThrow('(found: os.?[31m)');
  });

  it.each([
    ['a tensor alone', dense, [floats], 'tensor'],
    ['a list', list(dense), [floats], 'list'],
    ['a whole model', call('torch.nn.modules.conv.Conv2d'), [], 'torch.nn.modules.conv.Conv2d'],
    ['an empty dict', dict({}), [], 'an empty dict'],
    ['a dict without tensors', dict({ epoch: int(3), net: dict({}) }), [], 'epoch (number), net (dict)'],
  ])('with %s says what is in it and what to save', (_, top, storages, found) => {
    expect(() => decode(save(top, storages))).toThrow(
      `holds no tensors by name (found: ${found}). In PyTorch, save a state dict: torch.save(`,
    );
  });
});

it('names a file that is not there', () => {
  expect(() => readTorch(join(folder, 'none.pt'))).toThrow(/can't read .*none\.pt: there is no such file/);
});
