/** Pictures scaled to a size, whatever their proportions. */
import type { Sharp } from 'sharp';
import { RefoldError } from '../../error.ts';
import { refuseStandIn } from '../../io/stand-in.ts';
import { decoderFault } from './decoder-fault.ts';
import { openPicture } from './open-picture.ts';
import type { Grey } from './pgm.ts';

type Size = readonly [height: number, width: number];

/**
 * A picture file as uint8 [height, width, 3], scaled linearly, upright as its EXIF orientation says; grey becomes colour, transparency black.
 * @throws RefoldError naming the file, when it can't be decoded
 */
export const readScaled = (path: string, size: Size): Promise<Uint8Array> => decoded(path, size, 3);

/**
 * A picture file at its own proportions, as uint8 [height, width, 3]: the longer side has at most `most` pixels, and is never enlarged. Otherwise
 * as `readScaled`.
 * @throws RefoldError naming the file, when it can't be decoded
 */
export async function readWithin(
  path: string,
  most: number,
): Promise<{ readonly pixels: Uint8Array; readonly height: number; readonly width: number }> {
  try {
    const scaled = (await openPicture(path)).resize(most, most, {
      fit: 'inside',
      kernel: 'linear',
      withoutEnlargement: true,
    });
    const { data: pixels, info } = await inColour(scaled).raw().toBuffer({ resolveWithObject: true });
    requireChannels(pixels, info.height * info.width, 3);
    return { pixels, height: info.height, width: info.width };
  } catch (cause) {
    return refuse(path, cause);
  }
}

/**
 * A picture file whose grey levels are classes, as uint8 [height, width]: scaled by the nearest pixel, which keeps the numbers.
 * @throws RefoldError naming the file, when it can't be decoded
 */
export const readLabelMap = (path: string, size: Size): Promise<Uint8Array> => decoded(path, size, 1);

/** A grey picture as uint8 [height, width], scaled linearly. */
export async function scaleGrey({ height, width, pixels }: Grey, size: Size): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const picture = sharp(pixels, { raw: { width, height, channels: 1 } });
  return picture.resize(size[1], size[0], { fit: 'fill', kernel: 'linear' }).extractChannel(0).raw().toBuffer();
}

async function decoded(path: string, [height, width]: Size, channels: 1 | 3): Promise<Uint8Array> {
  try {
    const scaled = (await openPicture(path)).resize(width, height, {
      fit: 'fill',
      kernel: channels === 1 ? 'nearest' : 'linear',
    });
    const bytes = await (channels === 1 ? scaled.extractChannel(0) : inColour(scaled)).raw().toBuffer();
    requireChannels(bytes, height * width, channels);
    return bytes;
  } catch (cause) {
    return refuse(path, cause);
  }
}

const inColour = (picture: Sharp): Sharp => picture.flatten().toColourspace('srgb');

function requireChannels(bytes: Uint8Array, places: number, channels: number): void {
  if (bytes.length !== places * channels) throw new Error(`it has ${bytes.length / places} channels`);
}

function refuse(path: string, cause: unknown): never {
  refuseStandIn(path);
  throw new RefoldError(`${path} can't be decoded (${decoderFault(cause)}). Replace this file.`, { cause });
}
