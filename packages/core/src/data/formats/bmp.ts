/** BMP pictures, which sharp doesn't decode (Microsoft, "Bitmap storage"). */

/** A decoded picture, uint8 [height, width, channels]: red, green, blue and, where the file has it, alpha. */
export interface Bitmap {
  readonly height: number;
  readonly width: number;
  readonly channels: 3 | 4;
  readonly pixels: Uint8Array;
}

/** Bytes before the information header, and where masks stand: right after the smallest one, or at that place in larger ones. */
const FILE_HEADER = 14;
const MASKS_AT = FILE_HEADER + 40;
/** Sizes of the information headers since Windows 3; those from 56 on have a mask for alpha. */
const HEADERS = [40, 52, 56, 108, 124];
const DEPTHS = [1, 4, 8, 16, 24, 32];

/** Values of the field for compression. */
const UNCOMPRESSED = 0;
const MASKS = 3;
const MASKS_AND_ALPHA = 6;

/** Whether a file that begins with these bytes is a BMP picture. */
export const isBmp = (head: Uint8Array): boolean => head[0] === 0x42 && head[1] === 0x4d;

/**
 * Decodes a BMP file that isn't compressed: of 1, 4 or 8 bits with a palette, or of 16, 24 or 32 bits, with masks or without; its rows
 * in either order. Alpha that is 0 everywhere is left out, as programs do that write none.
 * @throws Error saying what is wrong, for the caller to name the file: truncated, impossible, compressed
 */
export function decodeBmp(file: Uint8Array): Bitmap {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (file.length < MASKS_AT) throw new Error(`it ends at its byte ${file.length}, in its header (truncated)`);
  const layout = layoutOf(view);
  const { width, height, bits, begin, rowBytes, topDown } = layout;
  const read = bits <= 8 ? paletteReader(view, layout) : bits === 24 ? readBgr : maskReader(layout);
  const channels = layout.alpha === 0 ? 3 : 4;
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = begin + rowBytes * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) read(view, row, x, pixels, (y * width + x) * channels);
  }
  if (channels === 4) showIfClear(pixels);
  return { height, width, channels, pixels };
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  /** Bits of a pixel. */
  readonly bits: number;
  /** Where a palette begins, if there is one, and where the pixels do. */
  readonly paletteAt: number;
  readonly begin: number;
  /** Rows are padded to multiples of four bytes. */
  readonly rowBytes: number;
  /** Bits of red, green, blue and alpha in a pixel of 16 or 32 bits. */
  readonly masks: readonly [red: number, green: number, blue: number];
  readonly alpha: number;
}

/** Where everything is, once it is known to be in the file. */
function layoutOf(view: DataView): Layout {
  const [begin, header] = [view.getUint32(10, true), view.getUint32(14, true)];
  const [width, signedHeight] = [view.getInt32(18, true), view.getInt32(22, true)];
  const [bits, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  const height = Math.abs(signedHeight);
  const masked = compression === MASKS || compression === MASKS_AND_ALPHA;
  if (!HEADERS.includes(header)) throw new Error(`its header of ${header} bytes is none that Windows writes`);
  if (width <= 0 || height === 0) throw new Error(`it says that it is ${width}×${signedHeight} pixels`);
  if (!DEPTHS.includes(bits)) throw new Error(`it says that its pixels have ${bits} bits`);
  if (compression !== UNCOMPRESSED && !(masked && (bits === 16 || bits === 32))) {
    throw new Error(`its pixels are compressed or of an unknown kind (${compression} at ${bits} bits)`);
  }
  const hasAlpha = masked && (header >= 56 || compression === MASKS_AND_ALPHA);
  const paletteAt = Math.max(FILE_HEADER + header, masked ? MASKS_AT + (hasAlpha ? 16 : 12) : 0);
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  const end = begin + rowBytes * (height - 1) + Math.ceil((width * bits) / 8);
  if (begin < paletteAt) throw new Error(`its pixels begin at its byte ${begin}, inside of its header`);
  if (end > view.byteLength) {
    throw new Error(`it ends at its byte ${view.byteLength}, where ${width}×${height} pixels need ${end} (truncated)`);
  }
  const mask = (i: number): number => view.getUint32(MASKS_AT + 4 * i, true);
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bits,
    paletteAt,
    begin,
    rowBytes,
    masks: masked ? [mask(0), mask(1), mask(2)] : bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff],
    alpha: hasAlpha ? mask(3) : 0,
  };
}

/** Writes pixel `x` of the row that begins at byte `row` to `out`, from `at` on. */
type ReadPixel = (view: DataView, row: number, x: number, out: Uint8Array, at: number) => void;

const readBgr: ReadPixel = (view, row, x, out, at) => {
  for (let c = 0; c < 3; c++) out[at + c] = view.getUint8(row + 3 * x + 2 - c);
};

function paletteReader(view: DataView, { bits, paletteAt, begin }: Layout): ReadPixel {
  const colours = view.getUint32(46, true) || 2 ** bits;
  if (paletteAt + 4 * colours > begin)
    throw new Error(`its palette of ${colours} colours doesn't fit before its pixels`);
  const most = 2 ** bits - 1;
  return (file, row, x, out, at) => {
    const [byte, bit] = [(x * bits) >>> 3, (x * bits) & 7];
    const colour = (file.getUint8(row + byte) >> (8 - bits - bit)) & most;
    if (colour >= colours) throw new Error(`a pixel has colour ${colour} of a palette of ${colours}`);
    for (let c = 0; c < 3; c++) out[at + c] = file.getUint8(paletteAt + 4 * colour + 2 - c);
  };
}

function maskReader({ bits, masks, alpha }: Layout): ReadPixel {
  const levels = [...masks, ...(alpha === 0 ? [] : [alpha])].map(levelIn);
  return (file, row, x, out, at) => {
    const pixel = bits === 16 ? file.getUint16(row + 2 * x, true) : file.getUint32(row + 4 * x, true);
    for (const [c, level] of levels.entries()) out[at + c] = level(pixel);
  };
}

/** What the bits of a mask say in a pixel, from 0 to 255. */
function levelIn(mask: number): (pixel: number) => number {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  if ((most & (most + 1)) !== 0) throw new Error(`its mask ${mask.toString(16)} has gaps`);
  return most === 0 ? () => 0 : pixel => Math.round((255 * ((pixel & mask) >>> shift)) / most);
}

/** Makes a picture opaque whose alpha is 0 everywhere. */
function showIfClear(pixels: Uint8Array): void {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 0) return;
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
}
