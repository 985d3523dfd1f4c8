/** The ORL faces (Samaria and Harter 1994; AT&T Laboratories Cambridge): 40 people, ten grey pictures of each. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { type Dataset, inMemoryDataset, type Split } from '../dataset.ts';

export interface FacesOptions {
  readonly split: Split;
  /** Height and width of the images that come out. */
  readonly size: readonly [height: number, width: number];
  /** The first 30 people, with eight pictures of each in train and two in test; or all pictures of the last ten. Default 'known'. */
  readonly people?: 'known' | 'unseen';
}

const PICTURES = 10;
const KNOWN = 30;
const PEOPLE = 40;
const TRAINED = 8;

/** Folders of the data folder that hold them, the first that is there. */
const FOLDERS = ['orl-faces', 'att_faces', 'orl_faces'];

/** Their folder in a data folder, if it is there. */
export const facesFolder = (dataFolder: string): string | undefined =>
  FOLDERS.map(name => join(dataFolder, name)).find(path => existsSync(join(path, 's1')));

/**
 * Pictures s1/1.pgm to s40/10.pgm, scaled.
 * @throws RefoldError when they aren't there (with whom to ask), or a file isn't a binary grey PGM
 */
export async function readFaces(dataFolder: string, { split, size, people = 'known' }: FacesOptions): Promise<Dataset> {
  const root = facesFolder(dataFolder);
  if (root === undefined) {
    throw new RefoldError(
      `there is no ${join(dataFolder, FOLDERS[0]!)}. The ORL database of faces is given out by the Cambridge University Computer ` +
        'Laboratory, https://cam-orl.co.uk/facedatabase.html: put its folders s1 to s40 there.',
    );
  }
  const [first, last] = people === 'known' ? [1, KNOWN] : [KNOWN + 1, PEOPLE];
  const numbers = Array.from({ length: PICTURES }, (_, i) => i + 1).filter(
    n => people === 'unseen' || (split === 'train' ? n <= TRAINED : n > TRAINED),
  );
  const [height, width] = size;
  const subjects = Array.from({ length: last - first + 1 }, (_, i) => `s${first + i}`);
  const images = new Uint8Array(subjects.length * numbers.length * height * width);
  const values = Int32Array.from({ length: subjects.length * numbers.length }, (_, i) =>
    Math.floor(i / numbers.length),
  );
  await Promise.all(
    Array.from(values, async (person, i) => {
      const file = join(root, subjects[person]!, `${numbers[i % numbers.length]}.pgm`);
      images.set(await scaled(readPgm(file), size), i * height * width);
    }),
  );
  return inMemoryDataset({
    name: 'faces',
    split,
    shape: [height, width, 1],
    labelKind: { kind: 'class', classes: subjects },
    images,
    labels: { kind: 'class', values },
  });
}

interface Grey {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** A binary PGM of up to 256 levels: "P5", width, height, greatest level, then the bytes. */
function readPgm(path: string): Grey {
  if (!existsSync(path))
    throw new RefoldError(`there is no ${path}: the database has ten pictures of each of 40 people.`);
  const bytes = readFileSync(path);
  const header = /^P5\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+(\d+)\s/.exec(bytes.toString('latin1', 0, 256));
  const [width, height, most] = [Number(header?.[1]), Number(header?.[2]), Number(header?.[3])];
  const pixels = new Uint8Array(bytes.subarray(header?.[0].length ?? 0));
  if (!header || most > 255 || pixels.length !== width * height) {
    throw new RefoldError(`${path} is not a whole binary PGM picture with 256 levels of grey. Replace this file.`);
  }
  return { height, width, pixels };
}

async function scaled({ height, width, pixels }: Grey, size: FacesOptions['size']): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const picture = sharp(pixels, { raw: { width, height, channels: 1 } });
  return picture.resize(size[1], size[0], { fit: 'fill', kernel: 'linear' }).extractChannel(0).raw().toBuffer();
}
