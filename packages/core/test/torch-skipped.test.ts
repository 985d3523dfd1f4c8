/** What PyTorch's files hold beside the tensors that are read: skipped and listed, and never executed. */
import { expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { decodeTorch } from '../src/io/torch-file.ts';
import {
  call,
  dict,
  float,
  frozenSet,
  global,
  int,
  legacy,
  list,
  none,
  object,
  recall,
  remember,
  set,
  stateDict,
  storage,
  tensor,
  tensorOf,
  text,
  tuple,
  zipped,
} from './support/torch-encoder.ts';
import { dense, floats } from './support/torch-example.ts';

const FORMATS = [
  ['zip', zipped],
  ['legacy', legacy],
] as const;

const bytes = text('\u0001');

/** Values that are found beside state dicts, as Python pickles them, and what they are listed as. */
const BESIDE: readonly (readonly [name: string, value: Buffer, what: string])[] = [
  ['counter', call('collections.Counter', dict({ a: int(1) })), 'collections.Counter'],
  [
    'default',
    Buffer.concat([call('collections.defaultdict', global('builtins.list')), text('a'), list(), Buffer.from('s')]),
    'collections.defaultdict',
  ],
  [
    'queue',
    Buffer.concat([call('collections.deque'), Buffer.from('('), int(1), int(2), Buffer.from('e')]),
    'collections.deque',
  ],
  ['args', object('argparse.Namespace', dict({ lr: float(0.1) })), 'argparse.Namespace'],
  [
    'scalar',
    call(
      'numpy.core.multiarray.scalar',
      Buffer.concat([call('numpy.dtype', text('f8'), int(0), int(1)), tuple(int(3), text('<')), Buffer.from('b')]),
      call('_codecs.encode', bytes, text('latin1')),
    ),
    'numpy.core.multiarray.scalar',
  ],
  [
    'array',
    Buffer.concat([
      call('numpy.core.multiarray._reconstruct', global('numpy.ndarray'), tuple(int(0)), bytes),
      tuple(int(1), tuple(int(2))),
      Buffer.from('b'),
    ]),
    'numpy.core.multiarray._reconstruct',
  ],
  ['when', call('datetime.datetime', call('_codecs.encode', bytes, text('latin1'))), 'datetime.datetime'],
  ['where', call('pathlib.PosixPath', text('/'), text('tmp')), 'pathlib.PosixPath'],
  ['device', call('torch.device', text('cuda')), 'torch.device'],
  ['dtype', global('torch.float32'), 'torch.float32'],
  ['old set', call('__builtin__.set', list(int(1))), '__builtin__.set'],
  ['set', set(int(1), text('a')), 'set'],
  ['frozen set', frozenSet(int(1)), 'set'],
  ['by name', Buffer.concat([global('a.B'), tuple(), dict({ x: int(1) }), Buffer.of(0x92)]), 'a.B'],
  ['marked', Buffer.concat([Buffer.from('('), global('a.B'), int(1), Buffer.from('o')]), 'a.B'],
  ['long text', Buffer.from('I5000000000\n'), 'number'],
  ['long', Buffer.concat([Buffer.of(0x8b, 5, 0, 0, 0), Buffer.from([0, 0, 0, 0, 1])]), 'number'],
  ['byte array', Buffer.concat([Buffer.of(0x96, 2, 0, 0, 0, 0, 0, 0, 0), Buffer.from('ab')]), 'bytes'],
  ['epoch', int(3), 'number'],
  ['note', text('by hand'), 'text'],
  ['nothing', none, 'None'],
  ['groups', list(dense), 'list'],
  ['betas', tuple(float(0.9)), 'tuple'],
  ['optimizer', dict({ step: dense }), 'dict'],
  ['system', call('os.system', text('exit 1')), 'os.system'],
  ['eval', call('builtins.eval', text('process.exit(1)')), 'builtins.eval'],
  ['prototype', call('torch.__proto__', text('x')), 'torch.__proto__'],
  ['constructor', call('torch.constructor', text('x')), 'torch.constructor'],
];

it.each(FORMATS)('a %s file: what is no tensor is skipped, beside a state dict and in it', (_, save) => {
  const others = Object.fromEntries(BESIDE.map(([name, value]) => [name, value]));
  const expected = BESIDE.map(([name, , what]) => ({ name, what }));
  const checkpoint = dict({ ...others, rng: dense, state_dict: stateDict({ x: dense }) });
  const beside = decodeTorch(save(checkpoint, [floats]), 'a.pt');
  expect({ names: [...beside.tensors.keys()], skipped: beside.skipped }).toEqual({
    names: ['x'],
    skipped: [...expected, { name: 'rng', what: 'tensor' }],
  });
  const within = decodeTorch(save(dict({ ...others, x: dense }), [floats]), 'a.pt');
  expect({ names: [...within.tensors.keys()], skipped: within.skipped }).toEqual({ names: ['x'], skipped: expected });
});

it.each(FORMATS)('a %s file: tensors that cannot be read are named, and the others read', (_, save) => {
  const pairs = storage('1', 'ComplexFloat', new Float32Array(4));
  const complex = { ...pairs, count: 2 };
  const eighths = storage('2', 'QInt8', Int8Array.of(1, 2));
  const bits = storage('3', 'Untyped', Uint8Array.of(1, 2));
  const wide = storage('4', 'Long', BigInt64Array.of(2n ** 60n));
  const view = { shape: [2], strides: [1] };
  const quantizer = tuple(global('torch.per_tensor_affine'), float(0.1), int(0));
  const conjugate = Buffer.concat([
    global('torch._utils._rebuild_tensor_v2'),
    tuple(none, int(0), tuple(), tuple(), none, none, dict({ conj: none })),
    Buffer.from('R'),
  ]);
  const state = stateDict({
    complex: tensor(complex, view),
    quantized: call('torch._utils._rebuild_qtensor', tensor(eighths, view), int(0), tuple(), tuple(), quantizer),
    bare: tensor(eighths, view),
    sparse: call('torch._utils._rebuild_sparse_tensor', global('torch.sparse_coo'), tuple(dense, dense)),
    conjugate,
    odd: tensorOf('torch.float4_e2m1fn_x2', bits, view),
    wide: tensor(wide, { shape: [1], strides: [1] }),
    huge: tensor(floats, { shape: [2 ** 30, 2 ** 30], strides: [0, 0] }),
    absurd: tensor(floats, { shape: Array(64).fill(2 ** 30), strides: Array(64).fill(0) }),
    x: dense,
  });
  const { tensors, skipped } = decodeTorch(save(state, [complex, eighths, bits, wide, floats]), 'a.pt');
  expect([...tensors.keys()]).toEqual(['x']);
  expect(Object.fromEntries(skipped.map(({ name, what }) => [name, what]))).toEqual({
    complex: 'complex tensor',
    quantized: 'quantized tensor',
    bare: 'quantized tensor',
    sparse: 'sparse tensor',
    conjugate: 'conjugate or negated tensor',
    odd: 'tensor of torch.float4_e2m1fn_x2',
    wide: 'integers beyond 2^53',
    huge: `expanded tensor of ${2 ** 60} values`,
    absurd: 'expanded tensor of Infinity values',
  });
});

it.each(FORMATS)('a %s file: unsigned integers and floats of 8 bits are read from storages of bytes', (_, save) => {
  const read = (dtype: string, data: ArrayBufferView, count: number, offset = 0) => {
    const raw = storage('0', 'Untyped', new Uint8Array(data.buffer));
    const x = tensorOf(dtype, raw, { shape: [count], strides: [1], offset });
    return decodeTorch(save(stateDict({ x }), [raw]), 'a.pt').tensors.get('x')!.data;
  };
  expect(read('torch.uint16', Uint16Array.of(1, 2, 65535), 2, 1)).toEqual(Float32Array.of(2, 65535));
  expect(read('torch.uint32', Uint32Array.of(4294967295), 1)).toEqual(Float64Array.of(4294967295));
  expect(read('torch.uint64', BigUint64Array.of(2n ** 53n - 1n), 1)).toEqual(Float64Array.of(2 ** 53 - 1));
  expect(read('torch.float8_e5m2', Uint8Array.of(0x3c, 0xc0), 2)).toEqual(Float32Array.of(1, -2));
  expect(() => read('torch.uint16', Uint16Array.of(1, 2), 3)).toThrow('beyond its storage of 2 elements');
});

it.each(FORMATS)('a %s file: an expanded buffer is read', (_, save) => {
  const one = storage('0', 'Bool', Uint8Array.of(1));
  const mask = tensor(one, { shape: [1100, 1000], strides: [0, 0] });
  const { tensors } = decodeTorch(save(stateDict({ mask }), [one]), 'a.pt');
  expect(tensors.get('mask')!.shape).toEqual([1100, 1000]);
  expect(tensors.get('mask')!.data.every(value => value === 1)).toBe(true);
});

it('tensors with attributes and tensor subclasses are read', () => {
  const [, ...rest] = [none, global('torch.Tensor'), tuple(dense), dict({ tag: int(1) })];
  const wrapped = call('torch._tensor._rebuild_from_type_v2', global('torch._utils._rebuild_parameter'), ...rest);
  const stated = call('torch._utils._rebuild_parameter_with_state', dense, none, none, dict({}));
  const { tensors } = decodeTorch(zipped(stateDict({ wrapped, stated }), [floats]), 'a.pt');
  expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
    ['wrapped', [2, 3, 4]],
    ['stated', [2, 3, 4]],
  ]);
});

it('a tensor of an unknown class of storage is named', () => {
  const later = tensor(storage('1', 'Later', Uint8Array.of(1)), { shape: [1], strides: [1] });
  const { skipped } = decodeTorch(zipped(stateDict({ later, x: dense }), [floats]), 'a.pt');
  expect(skipped).toEqual([{ name: 'later', what: 'tensor of torch.LaterStorage' }]);
});

it('many names of one tensor are read up to a bound', () => {
  const large = storage('0', 'Byte', new Uint8Array(1_000_000));
  const names = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x${i}`, recall(1)]));
  const whole = remember(1, tensor(large, { shape: [1_000_000], strides: [1] }));
  const { tensors, skipped } = decodeTorch(zipped(dict({ x: whole, ...names }), [large]), 'a.pt');
  expect([tensors.size, skipped.length]).toEqual([33, 8]);
  expect(skipped[0]).toEqual({ name: 'x32', what: 'expanded tensor of 1000000 values' });
});

it('views of few values that are far apart are read up to a bound', () => {
  const large = storage('0', 'Byte', new Uint8Array(1_000_000));
  const names = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x${i}`, recall(1)]));
  const ends = remember(1, tensor(large, { shape: [2], strides: [999_999] }));
  const { tensors, skipped } = decodeTorch(zipped(dict({ x: ends, ...names }), [large]), 'a.pt');
  expect([tensors.size, skipped.length]).toEqual([33, 8]);
  expect(skipped[0]).toEqual({ name: 'x32', what: 'tensor of 2 values that are spread over 1000000' });
});

it.each([
  ['adding to a list', Buffer.concat([list(), Buffer.from('('), int(1), Buffer.of(0x90)]), /adds to what isn't a set/],
  ['an integer of letters', Buffer.from('Iten\n'), /an integer that is none/],
  ['a line without an end', Buffer.from('I12'), /integer that is none|truncated/],
])('%s is refused', (_, value, message) => {
  expect(() => decodeTorch(zipped(dict({ x: value }), [floats]), 'a.pt')).toThrow(message);
  expect(() => decodeTorch(zipped(dict({ x: value }), [floats]), 'a.pt')).toThrow(RefoldError);
});
