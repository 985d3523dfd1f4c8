/** What a tag of an event file can be: a number, a picture, the spread of an array, text. */
import { encodePng } from '@refold/core/data';
import type { Pixels } from '@refold/core/draw';
import { DATA_CLASS_TENSOR, DATA_TYPE, type HistogramProto, type SummaryValue } from './messages.ts';

/** Numbers, each under `<group>/<name>`. */
export const scalars = (group: string, values: Readonly<Record<string, number>>): readonly SummaryValue[] =>
  Object.entries(values).map(([name, simpleValue]) => ({ tag: `${group}/${name}`, simpleValue }));

/** Text, which TensorBoard takes as Markdown. */
export const text = (tag: string, markdown: string): SummaryValue => ({
  tag,
  metadata: { pluginData: { pluginName: 'text' }, dataClass: DATA_CLASS_TENSOR },
  tensor: { dtype: DATA_TYPE.STRING, tensorShape: { dim: [] }, stringVal: [Buffer.from(markdown)] },
});

/** A picture, as PNG. */
export async function image(tag: string, { pixels, height, width }: Pixels): Promise<SummaryValue> {
  const encodedImageString = await encodePng(pixels, [height, width]);
  return { tag, image: { height, width, colorspace: 3, encodedImageString } };
}

const BUCKETS = 30;

/**
 * How an array's values are spread: counts in 30 buckets of equal width between its least and its greatest.
 * @returns undefined where there are none to count: TensorBoard can't draw NaN or infinity, which are left out
 */
export function histogram(tag: string, values: ArrayLike<number>): SummaryValue | undefined {
  let [min, max, num, sum, sumSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    num++;
    sum += value;
    sumSquares += value * value;
  }
  if (num === 0) return undefined;
  return { tag, histo: { min, max, num, sum, sumSquares, ...bucketsOf(values, min, max) } };
}

function bucketsOf(
  values: ArrayLike<number>,
  min: number,
  max: number,
): Pick<HistogramProto, 'bucketLimit' | 'bucket'> {
  const width = (max - min) / BUCKETS;
  // Of equal values, or of ones so near each other that no bucket would be wider than rounding.
  if (!(min + width > min) || !(max - width < max)) return { bucketLimit: [max], bucket: [countFinite(values)] };
  const bucket = new Array<number>(BUCKETS).fill(0);
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]!)) bucket[Math.min(Math.floor((values[i]! - min) / width), BUCKETS - 1)]!++;
  }
  return { bucketLimit: Array.from(bucket, (_, i) => (i === BUCKETS - 1 ? max : min + (i + 1) * width)), bucket };
}

function countFinite(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) count++;
  return count;
}
