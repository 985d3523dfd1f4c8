import type { Sharp } from 'sharp';
import { RefoldError } from '../../error.ts';
import { refuseStandIn } from '../../io/stand-in.ts';
import type { Rng } from '../../rng.ts';
import type { Augmentation } from '../augment.ts';
import { decoderFault } from './decoder-fault.ts';
import { openPicture } from './open-picture.ts';

/** Which part of a picture is wanted: the centre, once the short side is `resize` pixels long; or a random part. */
export type Crop = { readonly resize: number } | RandomCrop;
type RandomCrop = NonNullable<Augmentation['resizedCrop']> & { readonly rng: Rng };

/** Tries before `resizedCrop` falls back to the centre, as in torchvision. */
const TRIES = 10;

/**
 * A picture file as uint8 [size, size, 3], upright as its EXIF orientation says; grey becomes colour, transparency black.
 * @throws RefoldError naming the file, when it is missing or can't be decoded
 */
export async function decodeImage(path: string, size: number, crop: Crop): Promise<Uint8Array> {
  try {
    const picture = await openPicture(path);
    const cut = 'resize' in crop ? cutCentre(picture, size, crop.resize) : await cutRandom(picture, size, crop);
    const pixels = await cut.flatten().toColourspace('srgb').raw().toBuffer();
    if (pixels.length !== size * size * 3) throw new Error(`${pixels.length / size / size} channels instead of 3`);
    return pixels;
  } catch (cause) {
    refuseStandIn(path);
    throw new RefoldError(`${path} can't be decoded (${decoderFault(cause)}). Replace this file or remove it.`, {
      cause,
    });
  }
}

function cutCentre(picture: Sharp, size: number, resize: number): Sharp {
  const margin = (resize - size) >> 1;
  return picture
    .resize(resize, resize, { fit: 'cover', kernel: 'linear' })
    .extract({ left: margin, top: margin, width: size, height: size });
}

async function cutRandom(picture: Sharp, size: number, crop: RandomCrop): Promise<Sharp> {
  const { width, height } = (await picture.metadata()).autoOrient;
  return picture.extract(randomRegion(width, height, crop)).resize(size, size, { fit: 'fill', kernel: 'linear' });
}

/**
 * A region of the given share of the area and ratio of width to height; the largest fitting one in the centre if none
 * was found.
 */
export function randomRegion(
  width: number,
  height: number,
  { area, ratio, rng }: RandomCrop,
): { left: number; top: number; width: number; height: number } {
  for (let i = 0; i < TRIES; i++) {
    const pixels = width * height * rng.uniform(area[0], area[1]);
    const aspect = Math.exp(rng.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const w = Math.round(Math.sqrt(pixels * aspect));
    const h = Math.round(Math.sqrt(pixels / aspect));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      return { left: rng.int(width - w + 1), top: rng.int(height - h + 1), width: w, height: h };
    }
  }
  const w = Math.max(1, Math.min(width, Math.round(height * ratio[1])));
  const h = Math.max(1, Math.min(height, Math.round(width / ratio[0])));
  return { left: (width - w) >> 1, top: (height - h) >> 1, width: w, height: h };
}
