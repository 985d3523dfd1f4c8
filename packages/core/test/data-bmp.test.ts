/** BMP pictures: each kind decoded to the pixels that it was made of, wherever pictures are read, and what can't be one refused by name. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBmp } from '../src/data/formats/bmp.ts';
import { decodeImage } from '../src/data/formats/picture.ts';
import { readLabelMap, readScaled } from '../src/data/formats/scaling.ts';
import { requireWholePictures } from '../src/data/formats/whole-pictures.ts';
import { loadDataset } from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';
import { type BmpOptions, bmp } from './support/bmp.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { jpeg, write } from './support/rated.ts';

const folder = ownDataFolder();
const put = (name: string, bytes: Buffer): string => {
  write(join(folder, name), bytes);
  return join(folder, name);
};

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
/** Red, green, blue above blue, blue, red. */
const PIXELS = [...RED, ...GREEN, ...BLUE, ...BLUE, ...BLUE, ...RED];
const bgr = (...colours: readonly (readonly number[])[]): readonly number[] =>
  colours.flatMap(([red = 0, green = 0, blue = 0]) => [blue, green, red]);
const bgrWith = (fourth: number, ...colours: readonly (readonly number[])[]): readonly number[] =>
  colours.flatMap(colour => [...bgr(colour), fourth]);
const ROWS = [
  [RED, GREEN, BLUE],
  [BLUE, BLUE, RED],
];
const IN_24_BITS: BmpOptions = { bits: 24, rows: ROWS.map(row => bgr(...row)) };
const PALETTE = [BLUE, RED, GREEN];
const IN_8_BITS: BmpOptions = {
  bits: 8,
  palette: PALETTE,
  rows: [
    [1, 2, 0],
    [0, 0, 1],
  ],
};
const MASKS = [0xff0000, 0xff00, 0xff];

const KINDS: readonly (readonly [string, BmpOptions])[] = [
  ['24 bits', IN_24_BITS],
  ['24 bits from the top', { ...IN_24_BITS, topDown: true }],
  ['24 bits behind a gap', { ...IN_24_BITS, gap: 6 }],
  ['a palette of 8 bits', IN_8_BITS],
  ['a palette of 8 bits from the top', { ...IN_8_BITS, topDown: true }],
  ['a palette of 8 bits behind a gap', { ...IN_8_BITS, gap: 6 }],
  [
    'a palette of 4 bits',
    {
      bits: 4,
      palette: PALETTE,
      width: 3,
      rows: [
        [0x12, 0x00],
        [0x00, 0x10],
      ],
    },
  ],
  ['32 bits', { bits: 32, rows: ROWS.map(row => bgrWith(0, ...row)) }],
  ['32 bits from the top', { bits: 32, topDown: true, rows: ROWS.map(row => bgrWith(9, ...row)) }],
  [
    '32 bits by masks',
    { bits: 32, masks: [0xff, 0xff00, 0xff0000], rows: ROWS.map(row => row.flatMap(c => [...c, 7])) },
  ],
  [
    '16 bits',
    {
      bits: 16,
      rows: [
        [0x00, 0x7c, 0xe0, 0x03, 0x1f, 0x00],
        [0x1f, 0x00, 0x1f, 0x00, 0x00, 0x7c],
      ],
    },
  ],
  [
    '16 bits by masks',
    {
      bits: 16,
      masks: [0xf800, 0x7e0, 0x1f],
      rows: [
        [0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00],
        [0x1f, 0x00, 0x1f, 0x00, 0x00, 0xf8],
      ],
    },
  ],
];

describe('a BMP picture', () => {
  it.each(KINDS)('of %s is decoded, whatever its name', async (_, options) => {
    const bytes = bmp(options);
    expect(decodeBmp(bytes)).toEqual({ height: 2, width: 3, channels: 3, pixels: Uint8Array.from(PIXELS) });
    const path = put('named.jpg', bytes);
    expect([...(await readScaled(path, [2, 3]))]).toEqual(PIXELS);
    await requireWholePictures([path]);
  });

  it('of two colours has a bit per pixel', () => {
    const rows = [
      [0b1010_0000, 0b1000_0000],
      [0b0000_0001, 0],
    ];
    const { pixels } = decodeBmp(bmp({ bits: 1, palette: [BLUE, RED], width: 9, rows }));
    const red = Array.from({ length: 18 }, (_, i) => i).filter(i => pixels[3 * i] === 255);
    expect(red).toEqual([0, 2, 8, 16]);
  });

  it('with alpha is black where it is clear, and opaque where it has none', async () => {
    const rows = [[...bgrWith(255, RED), ...bgrWith(0, GREEN)]];
    const clear = { bits: 32, masks: [...MASKS, 0xff000000], header: 124, rows };
    expect([...(await readScaled(put('clear.bmp', bmp(clear)), [1, 2]))]).toEqual([...RED, 0, 0, 0]);
    const none = { ...clear, rows: [bgrWith(0, RED, GREEN)] };
    expect([...(await readScaled(put('none.bmp', bmp(none)), [1, 2]))]).toEqual([...RED, ...GREEN]);
  });

  it('is cropped, and read as a label map and from a folder of classes, as others are', async () => {
    const path = put('folder/train/cat/1.bmp', bmp(IN_24_BITS));
    expect([...(await decodeImage(path, 2, { resize: 2 }))].filter(level => level > 0)).toHaveLength(4);
    const whole = { area: [1, 1], ratio: [1.5, 1.5], rng: Rng.seeded(1) } as const;
    expect(await decodeImage(path, 3, whole)).toHaveLength(27);
    const levels = [
      [0, 0, 0],
      [1, 1, 1],
      [2, 2, 2],
    ];
    const map = put('map.bmp', bmp({ ...IN_8_BITS, palette: levels }));
    expect([...(await readLabelMap(map, [2, 3]))]).toEqual([1, 2, 0, 0, 0, 1]);
    put('folder/train/dog/1.jpg', await jpeg(0));
    const spec = { name: 'image-folder', split: 'train', root: 'folder', size: 2 } as const;
    const { images } = await (await loadDataset(spec, { onNotice: () => {} })).batch(Uint32Array.of(0));
    expect(Math.max(...images)).toBe(1);
  });

  it('is no other picture that is named so', async () => {
    expect((await readScaled(put('photo.bmp', await jpeg(200)), [1, 1]))[0]).toBeGreaterThan(180);
  });
});

describe('a file that begins as a BMP picture', () => {
  const good = bmp(IN_24_BITS);
  it.each<[string, Buffer, string]>([
    ['is cut off', good.subarray(0, -4), 'it ends at its byte 74, where 3×2 pixels need 75 (truncated)'],
    ['ends in its header', good.subarray(0, 40), 'it ends at its byte 40, in its header (truncated)'],
    ['is of OS/2', bmp({ ...IN_24_BITS, header: 12 }), 'its header of 12 bytes is none that Windows writes'],
    ['has no width', bmp({ ...IN_24_BITS, width: 0 }), 'it says that it is 0×2 pixels'],
    ['is wider than it can be', bmp({ ...IN_24_BITS, width: 2 ** 31 - 1 }), '(truncated)'],
    ['has pixels of odd bits', bmp({ ...IN_24_BITS, bits: 25 }), 'it says that its pixels have 25 bits'],
    [
      'is compressed',
      bmp({ ...IN_8_BITS, compression: 1 }),
      'its pixels are compressed or of an unknown kind (1 at 8 bits)',
    ],
    ['has masks over a palette', bmp({ ...IN_8_BITS, compression: 3 }), 'of an unknown kind (3 at 8 bits)'],
    ['has a mask with gaps', bmp({ bits: 16, masks: [5, 0, 0], rows: [[0, 0]] }), 'its mask 5 has gaps'],
    ['lacks a colour', bmp({ ...IN_8_BITS, palette: [RED, BLUE] }), 'a pixel has colour 2 of a palette of 2'],
    [
      'has too large a palette',
      bmp({ ...IN_8_BITS, palette: [] }),
      "its palette of 256 colours doesn't fit before its pixels",
    ],
    [
      'has pixels in its header',
      Buffer.from(good).fill(30, 10, 11),
      'its pixels begin at its byte 30, inside of its header',
    ],
  ])('and %s is refused by name', async (_, bytes, reason) => {
    const path = put('bad.bmp', bytes);
    const advice = `${path} can't be decoded (`;
    await expect(readScaled(path, [2, 2])).rejects.toThrow(advice);
    await expect(readScaled(path, [2, 2])).rejects.toThrow(reason);
    await expect(decodeImage(path, 2, { resize: 2 })).rejects.toThrow(reason);
  });

  it('is found out before anything is trained, if it is cut off', async () => {
    const paths = [put('whole.bmp', good), put('cut.bmp', good.subarray(0, -4))];
    await expect(requireWholePictures(paths)).rejects.toThrow(
      /^1 of 2 pictures can't be decoded: .*cut\.bmp \(it ends at its byte 74/,
    );
    await requireWholePictures([put('unstated.bmp', bmp({ ...IN_24_BITS, stated: 0 }))]);
  });

  it('is decoded or refused with a reason, wherever it is cut off or altered', () => {
    const files = KINDS.map(([, options]) => bmp(options));
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 0, max: 255 }), (file, place, value) => {
        // The last row's padding may be missing.
        const at = place % (file.length - 3);
        expect(() => decodeBmp(file.subarray(0, at))).toThrow(/truncated/);
        const altered = Buffer.from(file);
        altered[at] = value;
        try {
          const { pixels, width, height, channels } = decodeBmp(altered);
          expect(pixels).toHaveLength(width * height * channels);
        } catch (error) {
          expect((error as Error).message).toMatch(/^(its?|a pixel) /);
        }
      }),
    );
  });
});
