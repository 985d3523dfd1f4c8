/** Every model of the paper and its repository, as a table: depths, width multipliers a and b (table 3), groups, gates. */
import type { Shape } from '@refold/core/layers';
import { type Catalogue, CIFAR, IMAGENET, plainSpecs } from '@refold/core/zoo';
import { type RepVGGSpec, repvgg } from './network.ts';

const A = [1, 2, 4, 14, 1];
const B = [1, 4, 6, 16, 1];
const D = [1, 8, 14, 24, 1];

/** Table 2: stages of 64, 64a, 128a, 256a and 512b channels; the first, on the largest map, is at most 64 wide. */
const widths = (a: number, b: number): readonly number[] => {
  const first = Math.floor(64 * a);
  return [Math.min(64, first), first, Math.floor(128 * a), Math.floor(256 * a), Math.floor(512 * b)];
};

/** The width multipliers a and b of a specification (table 3): the fourth stage has 256a channels, the last 512b. */
export const multipliersOf = ({ widths }: RepVGGSpec): { readonly a: number; readonly b: number } => ({
  a: widths[3]! / 256,
  b: widths[4]! / 512,
});

/** Specifications by name: A0 to B3g4 of table 3; D2se and RepVGGplus of the official repository. */
export const repvggSpecs = {
  'repvgg-a0': { depths: A, widths: widths(0.75, 2.5) },
  'repvgg-a1': { depths: A, widths: widths(1, 2.5) },
  'repvgg-a2': { depths: A, widths: widths(1.5, 2.75) },
  'repvgg-b0': { depths: B, widths: widths(1, 2.5) },
  'repvgg-b1': { depths: B, widths: widths(2, 4) },
  'repvgg-b1g2': { depths: B, widths: widths(2, 4), groups: 2 },
  'repvgg-b1g4': { depths: B, widths: widths(2, 4), groups: 4 },
  'repvgg-b2': { depths: B, widths: widths(2.5, 5) },
  'repvgg-b2g2': { depths: B, widths: widths(2.5, 5), groups: 2 },
  'repvgg-b2g4': { depths: B, widths: widths(2.5, 5), groups: 4 },
  'repvgg-b3': { depths: B, widths: widths(3, 5) },
  'repvgg-b3g2': { depths: B, widths: widths(3, 5), groups: 2 },
  'repvgg-b3g4': { depths: B, widths: widths(3, 5), groups: 4 },
  'repvgg-d2se': { depths: D, widths: widths(2.5, 5), squeeze: { reduction: 16, at: 'before-relu' } },
  'repvggplus-l2pse': {
    depths: D,
    widths: widths(2.5, 5),
    squeeze: { reduction: 4, at: 'after-relu' },
    auxiliaryHeads: true,
  },
} as const satisfies Record<string, RepVGGSpec>;

/** A name of `repvggSpecs`. */
export type RepVGGName = keyof typeof repvggSpecs;

/** Networks for 32×32 images, with a total stride of 8 (16 for the tiny one), since stride 32 would leave one pixel. The paper has none. */
export const cifarSpecs = {
  'repvgg-cifar': plainSpecs['plain-cifar'],
  'repvgg-cifar-small': plainSpecs['plain-cifar-small'],
  'repvgg-cifar-tiny': plainSpecs['plain-cifar-tiny'],
} as const satisfies Record<string, RepVGGSpec>;

/** A model's name as the paper writes it: 'RepVGG-B1g4' for 'repvgg-b1g4'. */
export const titleOf = (name: string): string =>
  name.replace('repvgg', 'RepVGG').replace(/-(.)/, (_, first: string) => `-${first.toUpperCase()}`);

const describe = (name: string, { depths, widths, groups, squeeze, auxiliaryHeads }: RepVGGSpec): string =>
  [
    `${titleOf(name)}: ${depths.join('-')} layers`,
    `${widths.join('-')} channels`,
    ...(groups ? [`${groups} groups`] : []),
    ...(squeeze ? ['squeeze-and-excitation'] : []),
    ...(auxiliaryHeads ? ['auxiliary heads'] : []),
  ].join(', ');

const entry = (name: string, spec: RepVGGSpec, input: Shape, classes: number): Catalogue[string] => ({
  description: describe(name, spec),
  input,
  build: options => repvgg(spec, { classes: options?.classes ?? classes }),
});

const entries = (specs: Readonly<Record<string, RepVGGSpec>>, input: Shape, classes: number): Catalogue =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, entry(name, spec, input, classes)]));

/** Every model by name, those for CIFAR too. */
export const models: Catalogue = { ...entries(repvggSpecs, IMAGENET, 1000), ...entries(cifarSpecs, CIFAR, 10) };
