/** Segmentation: a watershed from markers on the magnitude of Sobel's gradient (section 4.2 of the specification). */
import { magnitude, sobel } from '../../raster/filter.ts';
import {
  areaOpened,
  type Bytes,
  closedByReconstruction,
  components,
  dilated,
  eroded,
  type Labels,
  openedByReconstruction,
  plateaus,
  regionalMaxima,
} from '../../raster/morphology.ts';
import { type Plane, roundedBytes } from '../../raster/picture.ts';
import { chamferDistance, watershed } from '../../raster/watershed.ts';
import type { Part } from '../analysis.ts';
import { reducedGrey } from './reduced.ts';

/** Regions of a picture: `labels` is [height, width] of the picture, 1 to `count` in a region and 0 on the ridges between regions. */
export type Regions = Labels;

/**
 * Half the side of the structuring element. The specification's lengths are for pictures of 200,000 pixels, 3.5 times as wide as the
 * smaller copy that is segmented here: a square of 10 pixels is one of 3, and 20 pixels of area are 2.
 */
const REACH = 1;
const LEAST_AREA = 2;

/**
 * The regions of a picture; at least one. They are found on the smaller copy, and labels are scaled back to the picture. Bright and dark
 * details are levelled by opening and closing by reconstruction. Foreground markers are what is left of regional maxima after closing,
 * erosion and area opening; background markers are the ridges halfway between the components of Otsu's foreground. To these we add a
 * marker in each component of the background that no ridge crosses, where it is farthest from the foreground: otherwise a dark half
 * beside a bright one, or a dark disc within, would not be a region at all. A mirrored picture has the same regions mirrored, numbered
 * otherwise.
 */
export const regions: Part<Regions> = analysis => {
  const { width, height } = analysis.picture;
  const small = bytesOf(analysis.get(reducedGrey));
  const found = segmented(small);
  return { labels: enlarged(found.labels, small, width, height), count: found.count };
};

const bytesOf = ({ width, height, values }: Plane): Bytes => ({ width, height, values: roundedBytes(values) });

function segmented(picture: Bytes): Labels {
  const levelled = closedByReconstruction(openedByReconstruction(picture, REACH), REACH);
  const foreground = foregroundMarkers(levelled).values;
  const background = backgroundMarkers(levelled).values;
  const markers = components(masked(picture, pixel => foreground[pixel] === 1 || background[pixel] === 1));
  if (markers.count === 0) return { labels: new Int32Array(picture.values.length).fill(1), count: 1 };
  const relief = bytesOf(magnitude(sobel({ ...picture, values: Float32Array.from(picture.values) })));
  return { labels: watershed(relief, markers.labels), count: markers.count };
}

function masked({ width, height }: Bytes, holds: (pixel: number) => boolean): Bytes {
  const values = new Uint8Array(width * height);
  for (let pixel = 0; pixel < values.length; pixel++) if (holds(pixel)) values[pixel] = 1;
  return { width, height, values };
}

function foregroundMarkers(levelled: Bytes): Bytes {
  const closed = eroded(dilated(regionalMaxima(levelled), REACH), REACH);
  return areaOpened(eroded(closed, REACH), LEAST_AREA);
}

/** A mask of the background's markers: ridges between components of the foreground, and the inmost parts of what no ridge crosses. */
function backgroundMarkers(levelled: Bytes): Bytes {
  const threshold = otsuThreshold(levelled.values);
  const bright = masked(levelled, pixel => levelled.values[pixel]! > threshold);
  const distance = chamferDistance(bright);
  const zones = watershed(distance, components(bright).labels);
  const { labels, count } = plateaus(bright);
  const farthest = new Int32Array(count + 1);
  const crossed = new Uint8Array(count + 1);
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = labels[pixel]!;
    farthest[label] = Math.max(farthest[label]!, distance.values[pixel]!);
    if (zones[pixel] === 0) crossed[label] = 1;
  }
  const inmost = masked(levelled, pixel => {
    const label = labels[pixel]!;
    return crossed[label] === 0 && distance.values[pixel]! > Math.max(3 * REACH, farthest[label]! / 2);
  });
  const added = areaOpened(inmost, LEAST_AREA).values;
  return masked(levelled, pixel => added[pixel] === 1 || zones[pixel] === 0);
}

/** The value above which pixels are foreground (Otsu 1979): it makes the variance between the two classes greatest. */
function otsuThreshold(values: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const value of values) counts[value]!++;
  const total = counts.reduce((sum, n, level) => sum + n * level, 0);
  let [below, sumBelow, best, threshold] = [0, 0, 0, 255];
  for (let level = 0; level < 255; level++) {
    below += counts[level]!;
    sumBelow += level * counts[level]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (between > best) [best, threshold] = [between, level];
  }
  return threshold;
}

/** Labels of a smaller grid, each pixel taking that of the small pixel in which its centre lies. */
function enlarged(labels: Int32Array, from: Bytes, width: number, height: number): Int32Array {
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * from.width) / width));
  const out = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / height) * from.width;
    for (let x = 0; x < width; x++) out[y * width + x] = labels[row + columns[x]!]!;
  }
  return out;
}
