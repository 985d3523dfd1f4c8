/**
 * Not in the paper: how exact the conversion is, for every block by itself and for every host.
 *   npx refold reproduce dbb --table extra-conversion
 * Trains nothing. Seconds at smoke, which has the blocks alone; from quick on, folding the five hosts in three forms dominates.
 * Comes out: the relative error of each conversion in float32, and the parameters of both forms.
 */
import { conv } from '@refold/core/layers';
import { normed } from '@refold/core/zoo';
import { aboveSmoke, type ConversionTable, conversionTable, type Settings } from '@refold/lab';
import { blocks, diversify, FORMS, HOSTS, withBlock } from 'dbb';

interface SideSettings extends Settings {
  /** Of the images that hosts are run on; VGG's are always 32×32. */
  readonly side: number;
}

const subjects: Record<string, ConversionTable<SideSettings>['subjects'][string]> = {};

/** The authors' own check, and kernels of 7: 32 to 64 channels in one group and in two, and depthwise; strides of 1 and 2. */
const input = [28, 28, 32];
const CHANNELS = [
  { out: 64, groups: 1 },
  { out: 64, groups: 2 },
  { out: 32, groups: 32 },
];
const PLACES = [3, 5, 7].flatMap(kernel => [1, 2].flatMap(stride => CHANNELS.map(of => ({ kernel, stride, ...of }))));
for (const [form, block] of Object.entries(blocks)) {
  for (const { kernel, stride, out, groups } of PLACES) {
    const layer = normed(conv(out, kernel, { stride, groups }));
    const subject = () => ({ input, layer: diversify(layer, input, { block, where: () => true }) });
    subjects[`${form}: ${kernel}x${kernel}, stride ${stride}, ${groups} groups`] = subject;
  }
}
for (const [name, host] of Object.entries(HOSTS)) {
  for (const [form, block] of Object.entries(FORMS)) {
    subjects[`${form}: ${name}`] = aboveSmoke(({ side }) => {
      const input = name === 'vgg-16' ? host.input : [side, side, 3];
      return { input, layer: withBlock({ ...host, input }, block) };
    }, 'takes longer than smoke should');
  }
}

export default conversionTable<SideSettings>({
  title: 'Extra: conversion errors',
  scales: { smoke: { side: 64 }, quick: { side: 96 }, standard: { side: 224 }, paper: { side: 224 } },
  subjects,
});
