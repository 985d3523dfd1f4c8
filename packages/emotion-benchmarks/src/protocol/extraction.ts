/** Features of a dataset's pictures: taken from the data folder, or extracted and kept there. */
import { setImmediate } from 'node:timers/promises';
import { RefoldError } from '@refold/core';
import type { DatasetSpec, LoadOptions } from '@refold/core/data';
import { Analysis } from '../features/analysis.ts';
import type { Extractor, PictureExtractor } from '../features/extractor.ts';
import { EXTRACTORS } from '../features/index.ts';
import type { Picture } from '../raster/picture.ts';
import { FeatureStore } from './feature-store.ts';
import { networkReader } from './network-reader.ts';
import { PICTURE_SIDE, type Pictures, picturesOf } from './pictures.ts';
import { releasedFeatures } from './released-features.ts';

export interface ExtractionContext {
  /** How datasets are found and fetched. */
  readonly fetch: LoadOptions;
  /** To be called before each chunk of pictures. @throws Interrupted when the run is to stop */
  readonly stopIfAsked: () => void;
  /**
   * Whether a picture that is analysed for one extractor is analysed for all others that look at pictures too: what they share costs half of the time of
   * all. Default: false.
   */
  readonly together?: boolean;
}

/** Stores by name: this process's, for they hold what they have read. */
const stores = new Map<string, FeatureStore>();

function storeOf({ name, version, size }: Extractor): FeatureStore {
  const key = `${name}-${version}`;
  const store = stores.get(key) ?? new FeatureStore(key, size);
  stores.set(key, store);
  return store;
}

/**
 * The features of each picture that `spec` describes, in order.
 * @throws RefoldError for features that aren't finite, naming the extractor, and as `loadDataset` does
 */
export async function featuresOf(
  spec: DatasetSpec,
  extractor: Extractor,
  context: ExtractionContext,
): Promise<readonly Float32Array[]> {
  const pictures = await picturesOf(spec, 'side' in extractor ? extractor.side : PICTURE_SIDE, context.fetch);
  const { names } = pictures;
  if ('read' in extractor) return await releasedFeatures(extractor, names, context.fetch);
  const store = storeOf(extractor);
  if (names.some(name => store.get(name) === undefined)) await extractInto(store, extractor, pictures, context);
  return names.map(name => store.get(name)!);
}

async function extractInto(
  store: FeatureStore,
  extractor: Exclude<Extractor, { read: unknown }>,
  { names, chunks, read }: Pictures,
  { stopIfAsked, together = false }: ExtractionContext,
): Promise<void> {
  const analyses = 'extract' in extractor ? (together ? EXTRACTORS.filter(isOfPictures) : [extractor]) : [];
  const reader = 'extract' in extractor ? undefined : await networkReader(extractor);
  try {
    // Processes that extract the same features begin elsewhere, and find what others did.
    const first = Math.floor(Math.random() * chunks.length);
    for (const places of [...chunks.slice(first), ...chunks.slice(0, first)]) {
      stopIfAsked();
      store.refresh();
      const missing = places.filter(place => store.get(names[place]!) === undefined);
      if (missing.length === 0) continue;
      const pictures = new Map((await read(missing)).map((picture, i) => [names[missing[i]!]!, picture]));
      if (reader === undefined) await analyse(pictures, analyses);
      else add(extractor, [...pictures.keys()], await reader.read([...pictures.values()]));
    }
  } finally {
    reader?.dispose();
  }
}

const isOfPictures = (extractor: Extractor): extractor is PictureExtractor => 'extract' in extractor;

/** Keeps what each extractor makes of pictures by name: one analysis of a picture for all of them. */
async function analyse(pictures: ReadonlyMap<string, Picture>, extractors: readonly PictureExtractor[]): Promise<void> {
  const found = extractors.map(() => [] as (readonly number[] | Float32Array)[]);
  for (const picture of pictures.values()) {
    // Lets signals and drawing through.
    await setImmediate();
    const analysis = new Analysis(picture);
    extractors.forEach(({ extract }, i) => {
      found[i]!.push(extract(analysis));
    });
  }
  extractors.forEach((extractor, i) => {
    add(extractor, [...pictures.keys()], found[i]!);
  });
}

function add(
  extractor: Extractor,
  names: readonly string[],
  found: readonly (readonly number[] | Float32Array)[],
): void {
  storeOf(extractor).add(new Map(found.map((values, i) => [names[i]!, checked(extractor, values)])));
}

function checked({ name, size }: Extractor, values: readonly number[] | Float32Array): Float32Array {
  const wrong =
    values.length !== size ? `${values.length} numbers where ${size} are stated` : 'a number that is not finite';
  if (values.length === size && values.every(Number.isFinite)) return Float32Array.from(values);
  throw new RefoldError(`the extractor '${name}' made ${wrong}. Mend the extractor.`);
}
