/** What is known of examples: the kind of a dataset's labels (a description) and the labels of some examples (values). */
import { RefoldError } from '../error.ts';

/** In a label map: a pixel of no class, which counts neither in a loss nor in a metric. */
export const IGNORE_LABEL = 255;

/** One axis that examples are rated on, such as valence. */
export interface Dimension {
  readonly name: string;
  /** Lowest and highest value of the scale. */
  readonly range: readonly [low: number, high: number];
  /** The value that means neither: values above and below it differ in sign. */
  readonly neutral: number;
}

/**
 * What a dataset's labels say of an example:
 * - `class`: which of `classes` it is;
 * - `distribution`: how much it is of each of `classes`, as shares that sum to 1;
 * - `map`: the class of each pixel;
 * - `dimensions`: a value on each of `dimensions`;
 * - `none`: nothing.
 */
export type LabelKind =
  | { readonly kind: 'class' | 'distribution' | 'map'; readonly classes: readonly string[] }
  | { readonly kind: 'dimensions'; readonly dimensions: readonly Dimension[] }
  | { readonly kind: 'none' };

/**
 * Labels of n examples, row-major:
 * - `class`: the number of each example's class, [n];
 * - `map`: for each pixel the number of its class or IGNORE_LABEL, [n, width] with width = height · width of the image;
 * - `distribution` and `dimensions`: [n, width], where width is the number of classes or dimensions;
 * - `none`: no values.
 */
export type Labels =
  | { readonly kind: 'class'; readonly values: Int32Array }
  | { readonly kind: 'map'; readonly values: Uint8Array; readonly width: number }
  | { readonly kind: 'distribution' | 'dimensions'; readonly values: Float32Array; readonly width: number }
  | { readonly kind: 'none' };

/**
 * Width of the output of a network that predicts such labels: numbers per example, for label maps per pixel. It is the number of
 * classes or dimensions; 0 without labels.
 */
export function outputWidth(labelKind: LabelKind): number {
  if (labelKind.kind === 'none') return 0;
  return labelKind.kind === 'dimensions' ? labelKind.dimensions.length : labelKind.classes.length;
}

/** The labels at `indices`, in that order: [indices.length, ...]. */
export function gatherLabels(labels: Labels, indices: Uint32Array): Labels {
  if (labels.kind === 'none') return labels;
  if (labels.kind === 'class') return { kind: 'class', values: Int32Array.from(indices, i => labels.values[i]!) };
  const { width } = labels;
  if (labels.kind === 'map') {
    const values = new Uint8Array(indices.length * width);
    copyRows(labels.values, values, indices, width);
    return { ...labels, values };
  }
  const values = new Float32Array(indices.length * width);
  copyRows(labels.values, values, indices, width);
  return { ...labels, values };
}

/**
 * Checks that `labels` are of the stated kind, as many as there are examples, and within what is stated: classes that have a name,
 * distributions that sum to 1, values within the range of their dimension.
 * @throws RefoldError that begins with `name` and says what differs
 */
export function checkLabels(name: string, labels: Labels, labelKind: LabelKind, size: number): void {
  const fail = (what: string): never => {
    throw new RefoldError(`${name}: ${what}.`);
  };
  if (labels.kind !== labelKind.kind) {
    fail(`labels of kind '${labels.kind}' where the dataset states '${labelKind.kind}'`);
  }
  if (labels.kind === 'none') return;
  const width = labels.kind === 'class' ? 1 : labels.width;
  if (labels.kind !== 'class' && labels.kind !== 'map' && width !== outputWidth(labelKind)) {
    fail(
      `labels have ${width} values per example, but the dataset has ${outputWidth(labelKind)} of its ${labels.kind}`,
    );
  }
  const rows = labels.values.length / width;
  if (rows !== size) fail(`there are ${size} images, but ${rows} labels`);
  const wrong = faultOf(labels, labelKind);
  if (wrong !== undefined) fail(wrong);
}

/** How far a distribution's sum may be from 1: ratings are often printed with three digits. */
const ROUNDING = 0.01;

/** What is wrong with the first label that can't be, if there is one. (Label maps are taken as they are.) */
function faultOf(labels: Labels, labelKind: LabelKind): string | undefined {
  if (labels.kind === 'class') {
    const classes = outputWidth(labelKind);
    const i = labels.values.findIndex(value => value < 0 || value >= classes);
    return i < 0 ? undefined : `example ${i} is of class ${labels.values[i]}, but there are ${classes} classes`;
  }
  if (labels.kind === 'distribution') {
    for (let start = 0; start < labels.values.length; start += labels.width) {
      const sum = labels.values.subarray(start, start + labels.width).reduce((total, share) => total + share, 0);
      if (!(Math.abs(sum - 1) <= ROUNDING))
        return `the distribution of example ${start / labels.width} sums to ${sum}, not to 1`;
    }
  }
  if (labelKind.kind === 'dimensions' && labels.kind === 'dimensions') {
    const isOutside = (value: number, i: number): boolean => {
      const [low, high] = labelKind.dimensions[i % labels.width]!.range;
      return !(value >= low && value <= high);
    };
    const i = labels.values.findIndex(isOutside);
    if (i >= 0) {
      const { name, range } = labelKind.dimensions[i % labels.width]!;
      return `${name} of example ${Math.floor(i / labels.width)} is ${labels.values[i]}, outside ${range.join(' to ')}`;
    }
  }
  return undefined;
}

function copyRows<T extends Uint8Array | Float32Array>(from: T, to: T, indices: Uint32Array, width: number): void {
  indices.forEach((index, i) => {
    to.set(from.subarray(index * width, (index + 1) * width), i * width);
  });
}
