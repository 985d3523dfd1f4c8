/**
 * Not in the paper: how exact the conversion is, for every block by itself and for every host.
 *   npx refold reproduce dbb --table extra-conversion
 * Trains nothing. Seconds at smoke, which has the blocks alone; from quick on, folding the five hosts in three forms dominates.
 * Comes out: the relative error of each conversion in float32, and the parameters of both forms.
 */
import { type Block, conv } from '@refold/core/layers';
import { normed } from '@refold/core/zoo';
import { type ConversionTable, conversionTable, onlyAt, type Settings } from '@refold/lab';
import { blocks, diversify, FORMS, HOSTS, withBlock } from 'dbb';

interface SideSettings extends Settings {
  /** Of the images that hosts are run on; VGG's are always 32×32. */
  readonly side: number;
}
type Subjects = ConversionTable<SideSettings>['subjects'];

/** The authors' own check: 32 to 64 channels, and depthwise; kernels of 3 and 5, strides of 1 and 2. */
function places(): Subjects {
  const shapes = [3, 5, 7].flatMap(kernel =>
    [1, 2].flatMap(stride =>
      (
        [
          [64, 1],
          [64, 2],
          [32, 32],
        ] as const
      ).map(([out, groups]) => ({ kernel, stride, out, groups })),
    ),
  );
  const input = [28, 28, 32];
  return Object.fromEntries(
    (Object.entries(blocks) as [string, Block][]).flatMap(([form, block]) =>
      shapes.map(({ kernel, stride, out, groups }) => [
        `${form}: ${kernel}x${kernel}, stride ${stride}, ${groups} groups`,
        () => ({
          input,
          layer: diversify(normed(conv(out, kernel, { stride, groups })), input, { block, where: () => true }),
        }),
      ]),
    ),
  );
}

/** At smoke the hosts are left to the tests. */
const hosts = (): Subjects =>
  Object.fromEntries(
    Object.entries(HOSTS).flatMap(([name, host]) =>
      Object.entries(FORMS).map(([form, block]) => {
        const made = ({ side }: SideSettings) => {
          const input = name === 'vgg-16' ? host.input : [side, side, 3];
          return { input, layer: withBlock({ ...host, input }, block) };
        };
        return [`${form}: ${name}`, onlyAt(['quick', 'standard', 'paper'], made, 'takes longer than smoke should')];
      }),
    ),
  );

export default conversionTable<SideSettings>({
  title: 'Extra: conversion errors',
  scales: { smoke: { side: 64 }, quick: { side: 96 }, standard: { side: 224 }, paper: { side: 224 } },
  subjects: { ...places(), ...hosts() },
});
