/** Features of a network that was trained on ImageNet: of its last map, of every stage, and of the correlations within stages (sheet 4.10). */
import type { FeatureMap, NetworkExtractor } from './extractor.ts';

const ABOUT = { version: 1, weights: 'efficientnet-lite0-imagenet', side: 160 } as const;

/** The last blocks of the stages of EfficientNet-Lite0, with their channels, and the convolution behind them. */
const STAGES = [
  ['blocks.0', 16],
  ['blocks.2', 24],
  ['blocks.4', 40],
  ['blocks.7', 80],
  ['blocks.10', 112],
  ['blocks.14', 192],
  ['blocks.15', 320],
  ['last', 1280],
] as const;

const paths = (stages: readonly (readonly [string, number])[]): readonly string[] => stages.map(([path]) => path);
const width = (stages: readonly (readonly [string, number])[]): number =>
  stages.reduce((sum, [, channels]) => sum + channels, 0);

/** The last map, averaged over places, of length 1. */
export const deepGlobal: NetworkExtractor = {
  ...ABOUT,
  name: 'deep',
  title: 'EfficientNet-Lite0, last map',
  source: 'sheet 4.10: global',
  size: 1280,
  stages: ['last'],
  of: ([map]) => ofLengthOne(channelMeans(map!)),
};

/** The map of every stage, averaged over places, each of length 1. */
export const deepMultiLevel: NetworkExtractor = {
  ...ABOUT,
  name: 'deep-levels',
  title: 'EfficientNet-Lite0, all stages',
  source: 'sheet 4.10: multi-level',
  size: width(STAGES),
  stages: paths(STAGES),
  of: maps => maps.flatMap(map => ofLengthOne(channelMeans(map))),
};

/** Stages whose Gram matrices are small. */
const EARLY = STAGES.slice(0, 3);
const upperTriangle = (channels: number): number => (channels * (channels + 1)) / 2;

/**
 * Style: of each of the first three stages the upper triangle of FᵀF / (h·w), F being the map [h·w, channels]; each number's signed square root; of
 * length 1 (Gatys et al. 2016, arXiv 1508.06576, equation 1, for the matrix).
 */
export const deepGram: NetworkExtractor = {
  ...ABOUT,
  name: 'deep-gram',
  title: 'EfficientNet-Lite0, Gram matrices',
  source: 'sheet 4.10: style',
  size: EARLY.reduce((sum, [, channels]) => sum + upperTriangle(channels), 0),
  stages: paths(EARLY),
  of: maps => maps.flatMap(map => ofLengthOne(gram(map).map(value => Math.sign(value) * Math.sqrt(Math.abs(value))))),
};

function channelMeans({ shape: [height, columns, channels], values }: FeatureMap): readonly number[] {
  const sums = Array<number>(channels).fill(0);
  values.forEach((value, i) => {
    sums[i % channels]! += value;
  });
  return sums.map(sum => sum / (height * columns));
}

function gram({ shape: [height, columns, channels], values }: FeatureMap): readonly number[] {
  const products = new Float64Array(upperTriangle(channels));
  for (let place = 0; place < values.length; place += channels) {
    let k = 0;
    for (let i = 0; i < channels; i++) {
      const value = values[place + i]!;
      for (let j = i; j < channels; j++) products[k++]! += value * values[place + j]!;
    }
  }
  return Array.from(products, product => product / (height * columns));
}

/** Scaled to length 1; a vector of zeros stays. */
function ofLengthOne(values: readonly number[]): readonly number[] {
  const length = Math.hypot(...values) || 1;
  return values.map(value => value / length);
}
