/** BMP pictures, as bytes. */
import { u16, u32 } from './numbers.ts';

export interface BmpOptions {
  readonly bits: number;
  /** Rows from the top, each as its bytes. */
  readonly rows: readonly (readonly number[])[];
  /** Default: as many pixels as a row's bytes make. */
  readonly width?: number;
  /** Rows stand from the top. Default: from the bottom. */
  readonly topDown?: boolean;
  /** Red, green, blue of each colour. */
  readonly palette?: readonly (readonly number[])[];
  /** Bits of red, green, blue and perhaps alpha in a pixel. */
  readonly masks?: readonly number[];
  /** Bytes of the information header. Default: 40. */
  readonly header?: number;
  /** Bytes between the palette and the pixels. */
  readonly gap?: number;
  /** Default: 3 where there are masks, else 0. */
  readonly compression?: number;
  /** Default: that of the file. */
  readonly stated?: number;
}

/** A BMP file. */
export function bmp(options: BmpOptions): Buffer {
  const { bits, rows, topDown = false, palette = [], masks = [], header = 40, gap = 0 } = options;
  const { width = (rows[0]!.length * 8) / bits, compression = masks.length > 0 ? 3 : 0 } = options;
  const height = topDown ? 2 ** 32 - rows.length : rows.length;
  const info = [
    u32(header),
    u32(width),
    u32(height),
    u16(1),
    u16(bits),
    u32(compression),
    u32(0),
    u32(2835),
    u32(2835),
  ];
  const known = Buffer.concat([...info, u32(palette.length), u32(0), ...masks.map(u32)]);
  const colours = palette.map(([red = 0, green = 0, blue = 0]) => Buffer.from([blue, green, red, 0]));
  const before = [known, Buffer.alloc(Math.max(0, header - known.length)), ...colours, Buffer.alloc(gap, 1)];
  const lines = (topDown ? rows : [...rows].reverse()).map(row =>
    Buffer.concat([Buffer.from(row), Buffer.alloc(-row.length & 3)]),
  );
  const begin = 14 + Buffer.concat(before).length;
  const { stated = begin + Buffer.concat(lines).length } = options;
  return Buffer.concat([Buffer.from('BM'), u32(stated), u32(0), u32(begin), ...before, ...lines]);
}
