/** Pictures scaled to a size, whatever their proportions. */
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
    const pixels = channels === 1 ? scaled.extractChannel(0) : scaled.flatten().toColourspace('srgb');
    const bytes = await pixels.raw().toBuffer();
    if (bytes.length !== height * width * channels) throw new Error(`it has ${bytes.length / height / width} channels`);
    return bytes;
  } catch (cause) {
    refuseStandIn(path);
    throw new RefoldError(`${path} can't be decoded (${decoderFault(cause)}). Replace this file.`, {
      cause,
    });
  }
}
