import type { Examples } from '../descriptor.ts';
import { readPinned, type SizedFile } from '../fetching/checksum.ts';
import type { ImageShape } from '../image-shape.ts';

/** Shape of every image. */
export const CIFAR_SHAPE: ImageShape = [32, 32, 3];
/** Bytes of one 32×32 RGB image, and of one colour plane of it. */
export const CIFAR_PIXELS = 3072;
const PLANE = 1024;

/** Interleaved RGB images, 3,072 bytes each, one after another. */
export type RgbSheet = Uint8Array;

/**
 * Images and labels in CIFAR's binary form: for each, the label's byte, then the red, green and blue planes.
 * `sheet` is [n, 32, 32, 3].
 */
export function toCifarRecords(sheet: RgbSheet, labels: readonly number[]): Uint8Array {
  const records = new Uint8Array(labels.length * (1 + CIFAR_PIXELS));
  let at = 0;
  for (const [i, label] of labels.entries()) {
    records[at++] = label;
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < PLANE; pixel++) records[at++] = sheet[i * CIFAR_PIXELS + pixel * 3 + channel]!;
    }
  }
  return records;
}

/** Where a record's label is: `labelBytes` bytes come before the pixels, and the wanted one is number `labelAt`. */
export interface RecordLayout {
  readonly labelBytes: number;
  readonly labelAt: number;
}

/**
 * The reverse: writes the images of `records` to `images` [n, 32, 32, 3] and their labels to `labels`, from number
 * `first` on.
 * @returns how many there are
 */
export function fromCifarRecords(
  records: Uint8Array,
  { labelBytes, labelAt }: RecordLayout,
  images: Uint8Array,
  labels: Int32Array,
  first: number,
): number {
  const stride = labelBytes + CIFAR_PIXELS;
  const count = records.length / stride;
  for (let i = 0; i < count; i++) {
    const record = i * stride;
    labels[first + i] = records[record + labelAt]!;
    const red = record + labelBytes;
    let at = (first + i) * CIFAR_PIXELS;
    for (let pixel = 0; pixel < PLANE; pixel++) {
      images[at++] = records[red + pixel]!;
      images[at++] = records[red + PLANE + pixel]!;
      images[at++] = records[red + 2 * PLANE + pixel]!;
    }
  }
  return count;
}

/**
 * All images of some binary files, and the label that `layout` points at.
 * @throws RefoldError naming a file that isn't there, truncated or altered
 */
export function readCifarRecords(folder: string, files: readonly SizedFile[], layout: RecordLayout): Examples {
  const size = files.reduce((sum, file) => sum + file.bytes / (layout.labelBytes + CIFAR_PIXELS), 0);
  const images = new Uint8Array(size * CIFAR_PIXELS);
  const values = new Int32Array(size);
  let first = 0;
  for (const file of files) {
    first += fromCifarRecords(readPinned(folder, file), layout, images, values, first);
  }
  return { images, labels: { kind: 'class', values } };
}
