/** Small whole files of the formats that no fixture has. */
import { Rng } from '@refold/core';
import { CIFAR_PIXELS, toCifarRecords } from '../../packages/core/src/data/formats/cifar-records.ts';
import {
  call,
  dict,
  global,
  int,
  list,
  none,
  pickle,
  text,
  tuple,
} from '../../packages/core/test/support/torch-encoder.ts';

const noise = (bytes: number): Buffer => {
  const rng = Rng.seeded('noise');
  return Buffer.from(Uint8Array.from({ length: bytes }, () => rng.int(256)));
};

/** A safetensors file as others write it, without a checksum: tensors of four types, and metadata. */
export function bareSafetensors(): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { format: 'pt' },
      weight: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      half: { dtype: 'BF16', shape: [4], data_offsets: [24, 32] },
      count: { dtype: 'I64', shape: [], data_offsets: [32, 40] },
      mask: { dtype: 'BOOL', shape: [2, 1], data_offsets: [40, 42] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, noise(32), Buffer.alloc(8, 1), Buffer.of(0, 1)]);
}

/** A batch of CIFAR's python form: a pickled dict of a NumPy array and a list. */
export function pythonBatch(images: number): Buffer {
  const bytes = noise(images * CIFAR_PIXELS);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  const dtype = Buffer.concat([
    call('numpy.dtype', text('u1'), int(0), int(1)),
    tuple(int(3), text('|'), none, none, none, int(-1), int(-1), int(0)),
    Buffer.from('b'),
  ]);
  const empty = call('numpy.core.multiarray._reconstruct', global('numpy.ndarray'), tuple(int(0)), text('b'));
  const isColumnMajor = Buffer.of(0x89);
  const content = Buffer.concat([Buffer.from('T'), length, bytes]);
  const state = tuple(int(1), tuple(int(images), int(CIFAR_PIXELS)), dtype, isColumnMajor, content);
  return pickle(
    dict({
      data: Buffer.concat([empty, state, Buffer.from('b')]),
      labels: list(...Array.from({ length: images }, (_, i) => int(i % 10))),
    }),
  );
}

/** Records of CIFAR-10's binary form. */
export const records = (images: number): Buffer =>
  Buffer.from(
    toCifarRecords(
      noise(images * CIFAR_PIXELS),
      Array.from({ length: images }, (_, i) => i % 10),
    ),
  );

/** Images of 4×4 bytes in MNIST's format. */
export function idxImages(images: number): Buffer {
  const header = Buffer.from([0, 0, 8, 3, ...[images, 4, 4].flatMap(n => [0, 0, 0, n])]);
  return Buffer.concat([header, noise(images * 16)]);
}
