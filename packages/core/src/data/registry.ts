/** Datasets by name. */
import { RefoldError } from '../error.ts';
import { suggestions } from '../suggestions.ts';
import type { Dataset, Split } from './dataset.ts';
import * as DESCRIPTORS from './datasets/index.ts';
import {
  assembled,
  type DatasetDescriptor,
  type FullSpec,
  type PicturesOf,
  type SpecOf,
  type UnnamedClasses,
  withDefaults,
} from './descriptor.ts';
import { dataFolder } from './fetching/data-folder.ts';
import { type FetchOptions, fetchArchive } from './fetching/fetch.ts';
import { archiveOf, requireFolder } from './files.ts';
import type { ImageShape } from './image-shape.ts';
import { type LabelKind, outputWidth } from './labels.ts';
import { subset } from './subset.ts';

type Descriptors = typeof DESCRIPTORS;

/** A dataset as plain data, so that a run's configuration can be hashed. */
export type DatasetSpec = SpecOf<Descriptors[keyof Descriptors]>;

/** The name of a dataset that core describes. */
export type DatasetName = DatasetSpec['name'];

/** Every dataset that has a line in datasets/index.ts. */
export const DATASETS: readonly DatasetDescriptor[] = Object.values(DESCRIPTORS);

/** The names that specs and the command line know. */
export const DATASET_NAMES = DATASETS.map(({ name }) => name) as readonly DatasetName[];

/** Where datasets are looked for, and which there are. */
export interface LoadOptions extends FetchOptions {
  /** The datasets that a name may mean. Default: `DATASETS`. */
  readonly datasets?: readonly DatasetDescriptor[] | undefined;
  /** Is told the dataset's notices. Default: each is written to standard error, once. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

const told = new Set<string>();

function tellOnce(notice: string): void {
  if (told.has(notice)) return;
  told.add(notice);
  console.warn(notice);
}

/**
 * The descriptor of a dataset.
 * @throws RefoldError for an unknown name, with similar ones
 */
export function datasetNamed(name: string, datasets: readonly DatasetDescriptor[] = DATASETS): DatasetDescriptor {
  const found = datasets.find(known => known.name === name);
  if (found !== undefined) return found;
  const names = datasets.map(known => known.name);
  const near = suggestions(name, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Available: ${names.join(', ')}.`;
  throw new RefoldError(`there is no dataset '${name}'. ${hint}`);
}

/**
 * Loads the examples that `spec` describes, fetching the dataset's files first if they aren't in the data folder.
 * @throws RefoldError for an unknown name (with similar ones), files that can't be fetched or must be put there by hand (with where
 * to get them), a file that isn't whole (named), or fewer examples than asked for
 */
export async function loadDataset(spec: DatasetSpec, options: LoadOptions = {}): Promise<Dataset> {
  const descriptor = datasetNamed(spec.name, options.datasets);
  const full = withDefaults(descriptor.defaults, spec);
  const archive = archiveOf(descriptor);
  if (archive !== undefined) await fetchArchive(archive, options);
  const read = await descriptor.read(full, folderFor(descriptor, full, options), picturesIn(options));
  const whole = 'batch' in read ? read : assembled(descriptor, full, read);
  whole.notices?.forEach(options.onNotice ?? tellOnce);
  return subset(whole, spec);
}

/**
 * Checks the files of a dataset whose classes only the files tell, before a run.
 * @returns the notices that loading it gives, and which test pictures are in train too; none for other datasets, which are checked when
 * they are loaded
 * @throws RefoldError as `loadDataset` does
 */
export async function inspectDataset(spec: DatasetSpec, options: LoadOptions = {}): Promise<readonly string[]> {
  const descriptor = datasetNamed(spec.name, options.datasets);
  if (descriptor.inspect === undefined) return [];
  const full = withDefaults(descriptor.defaults, spec);
  return await descriptor.inspect(full, folderFor(descriptor, full, options), picturesIn(options));
}

/** The picture files of a dataset that is put into the data folder by hand, in the order of its own table. */
export const picturesIn =
  (options: LoadOptions): PicturesOf =>
  async name => {
    const descriptor = datasetNamed(name, options.datasets);
    if (descriptor.pictures === undefined) {
      const known = (options.datasets ?? DATASETS).filter(({ pictures }) => pictures !== undefined);
      throw new RefoldError(
        `${name} isn't a dataset whose pictures can be left out of another. Available: ${known.map(other => other.name).join(', ')}.`,
      );
    }
    const full = withDefaults(descriptor.defaults, { split: 'train' } as const);
    return await descriptor.pictures(folderFor(descriptor, full, options));
  };

/** The data folder, or the dataset's own if its files are put there by hand. */
function folderFor(descriptor: DatasetDescriptor, full: FullSpec, { folder = dataFolder() }: LoadOptions): string {
  const { origin } = descriptor;
  return origin.kind === 'manual' ? requireFolder(descriptor, origin, full, folder) : folder;
}

/** What is known of a dataset before it is read. */
export interface DatasetFacts {
  readonly descriptor: DatasetDescriptor;
  readonly shape: ImageShape;
  readonly labelKind: LabelKind | UnnamedClasses;
  /** Width of the output of a network that predicts its labels (see `outputWidth`); undefined where only the files tell. */
  readonly width: number | undefined;
  /** Number of examples that the spec selects; undefined where only the files tell. */
  readonly size: number | undefined;
}

/**
 * What is known of the examples that `spec` describes, without reading any file.
 * @throws RefoldError for an unknown name, with similar ones
 */
export function datasetFacts(spec: DatasetSpec, datasets?: readonly DatasetDescriptor[]): DatasetFacts {
  const descriptor = datasetNamed(spec.name, datasets);
  const full = withDefaults(descriptor.defaults, spec);
  const labelKind = descriptor.labelKind(full);
  const width = 'count' in labelKind ? labelKind.count : outputWidth(labelKind);
  let size = descriptor.size(full);
  if (size !== undefined) size -= spec.after ?? 0;
  if (spec.perClass !== undefined && labelKind.kind === 'class' && width !== undefined) size = spec.perClass * width;
  if (spec.first !== undefined) size = spec.first;
  return { descriptor, shape: descriptor.shape(full), labelKind, width, size };
}

/**
 * A spec of a split of a dataset; of about `count` examples if that is given: as many of each class, at least one, or the first ones
 * where labels aren't classes.
 */
export function sampleSpec(descriptor: DatasetDescriptor, split: Split, count?: number): DatasetSpec {
  const spec = { name: descriptor.name, split } as DatasetSpec;
  if (count === undefined) return spec;
  const { labelKind, width } = datasetFacts(spec, [descriptor]);
  const options =
    descriptor.sample?.(count) ??
    (labelKind.kind === 'class' && width !== undefined
      ? { perClass: Math.max(1, Math.floor(count / width)) }
      : { first: count });
  return { ...spec, ...options };
}
