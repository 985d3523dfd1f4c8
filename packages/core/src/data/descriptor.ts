/** What a dataset is, said once. Whatever else needs to know it (fetching, specs, help, recipes, estimates) derives it from here. */

import { RefoldError } from '../error.ts';
import type { Normalization } from '../normalization.ts';
import type { Augmentation } from './augment.ts';
import { type Dataset, inMemoryDataset, type Split } from './dataset.ts';
import type { SizedFile } from './fetching/checksum.ts';
import type { Source } from './fetching/sources.ts';
import type { ImageShape } from './image-shape.ts';
import type { LabelKind, Labels } from './labels.ts';
import type { SubsetOptions } from './subset.ts';

/** Which examples of a dataset are meant. */
export interface Selection extends SubsetOptions {
  readonly split: Split;
}

/** A dataset as plain data, so that a run's configuration can be hashed. An option that is absent has the descriptor's default. */
export type Spec<Name extends string = string, Options extends object = object> = Selection & {
  readonly name: Name;
} & { readonly [K in keyof Options]?: Options[K] | undefined };

/** A spec whose options all have values. */
export type FullSpec<Options extends object = object> = Selection & Options;

/** How a dataset's files come to this machine. */
export type Origin<Options extends object = object> =
  /** They are downloaded. */
  | { readonly kind: 'archive'; readonly files: readonly SizedFile[]; readonly sources: readonly Source[] }
  /** They are put into a folder by hand. */
  | PlacedByHand<Options>
  /** There are none: images are drawn from a law. */
  | { readonly kind: 'generated' };

/** A dataset whose owners hand it out, or the user's own. */
export interface PlacedByHand<Options extends object = object> {
  readonly kind: 'manual';
  /** Its possible folders, relative to the data folder; the first one that is there is used. */
  folders(spec: FullSpec<Options>): readonly string[];
  /** What must be in the folder for it to be taken for the dataset; default: nothing. */
  readonly contains?: string;
  /** What the user has to do to get the files, as the beginning of a sentence: "Ask its owners at https://...". */
  readonly obtain: string;
  /** The files and folders that are expected: "train/<class>/*.JPEG and ...". */
  readonly layout: string;
}

/** Classes whose names come with the files: so many of them, or unknown until they are read. */
export interface UnnamedClasses {
  readonly kind: 'class';
  readonly count: number | undefined;
}

/** All examples of a split. */
export interface Examples {
  /** uint8 [size, height, width, channels] */
  readonly images: Uint8Array;
  readonly labels: Labels;
}

/** The images and classes of a network that a dataset shall fit. */
export interface Wanted {
  readonly shape: ImageShape;
  readonly classes: number;
}

/**
 * Gives the picture files of another dataset, by its name.
 * @throws RefoldError for a dataset that isn't there, or doesn't say which its pictures are
 */
export type PicturesOf = (name: string) => Promise<readonly string[]>;

/** One dataset. Add one as a file in datasets/ and a line in datasets/index.ts. */
export interface DatasetDescriptor<Name extends string = string, Options extends object = object> {
  /** What it is called in specs and on the command line. */
  readonly name: Name;
  /** What people call it: 'CIFAR-10'. */
  readonly title: string;
  /** Its home page, where it has one. */
  readonly home?: string;
  readonly origin: Origin<Options>;
  /** Every option with its default. */
  readonly defaults: Options;
  /** Mean and standard deviation of the training images, where known. */
  readonly normalization?: Normalization;
  /** What is usually done to its images when a classifier is trained, besides normalization. */
  readonly augmentation?: Augmentation;
  /** Shape of one image. */
  shape(spec: FullSpec<Options>): ImageShape;
  labelKind(spec: FullSpec<Options>): LabelKind | UnnamedClasses;
  /** Examples in the split; undefined where only the files tell. */
  size(spec: FullSpec<Options>): number | undefined;
  /** Options for about `count` examples; default: as many of each class, or the first ones where labels aren't classes. */
  sample?(count: number): Partial<Options>;
  /** Options for images and classes as a network takes them, where the dataset can be had in several forms. */
  fit?(wanted: Wanted): Partial<Options>;
  /** The picture files of all splits, in the dataset's own folder, for datasets that leave out what others have. */
  pictures?(folder: string): Promise<readonly string[]>;
  /**
   * Looks at files that are put there by hand, of both splits, in little time: lists folders and opens tables, but not every picture.
   * @throws RefoldError for what is missing or damaged, naming it
   */
  check?(folder: string): void;
  /** Checks a split's files without reading all of them, and returns what a user should know of them: the dataset's notices, and more. */
  inspect?(spec: FullSpec<Options>, folder: string, picturesOf: PicturesOf): Promise<readonly string[]>;
  /**
   * Reads a split. `folder` is the data folder, in which an archive's files are whole when this is called; or the dataset's own
   * folder if its files are put there by hand. What is in memory is handed back as `Examples`, what isn't as a `Dataset`.
   */
  read(
    spec: FullSpec<Options>,
    folder: string,
    picturesOf: PicturesOf,
  ): Examples | Dataset | Promise<Examples | Dataset>;
}

/** A descriptor of a dataset whose normalization is known. */
export interface Normalized {
  readonly normalization: Normalization;
}

/** The spec that a descriptor's dataset is asked for with. */
export type SpecOf<Descriptor> =
  Descriptor extends DatasetDescriptor<infer Name, infer Options> ? Spec<Name, Options> : never;

/** `spec` with the defaults of the options that it leaves out (or sets to undefined). */
export function withDefaults<Options extends object, Given extends object>(
  defaults: Options,
  spec: Given,
): Options & Given {
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given } as Options & Given;
}

/**
 * A dataset in memory, of the name, shape and label kind that its descriptor states.
 * @throws RefoldError when the labels differ in kind or number from what is stated
 */
export function assembled<Options extends object>(
  descriptor: DatasetDescriptor<string, Options>,
  spec: FullSpec<Options>,
  examples: Examples,
): Dataset {
  const { name } = descriptor;
  const labelKind = descriptor.labelKind(spec);
  if ('count' in labelKind) throw new RefoldError(`${name}: a dataset in memory must name its classes.`);
  return inMemoryDataset({ name, split: spec.split, shape: descriptor.shape(spec), labelKind, ...examples });
}
