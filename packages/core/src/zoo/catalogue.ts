/** What a named model is, to the commands that list, count, time and train models. */

import { RefoldError } from '../error.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { suggestions } from '../suggestions.ts';

/** A named network: how it is built, and the input that it is made for. */
export interface ModelEntry {
  /** One line: what it is and where it comes from. */
  readonly description: string;
  /** Shape of one sample at the model's standard resolution. */
  readonly input: Shape;
  /** The trained form as an expression; `classes` is the dataset's where absent (1000 for ImageNet models, 10 for the small ones). */
  readonly build: (options?: { readonly classes?: number }) => Layer;
}

/** Models by name: lower-case words joined by hyphens. */
export type Catalogue = Readonly<Record<string, ModelEntry>>;

/** ImageNet's, CIFAR's and MNIST's standard samples. */
export const IMAGENET: Shape = [224, 224, 3];
/** Shape of a CIFAR image. */
export const CIFAR: Shape = [32, 32, 3];
/** Shape of an MNIST image. */
export const MNIST: Shape = [28, 28, 1];

/**
 * Looks a model up.
 * @throws RefoldError listing the near names, or all where none is near
 */
export function modelNamed(catalogue: Catalogue, name: string): ModelEntry {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry !== undefined) return entry;
  const names = Object.keys(catalogue);
  const similar = suggestions(name, names, 5);
  throw new RefoldError(
    `unknown model '${name}'; ${similar.length > 0 ? `did you mean ${similar.join(', ')}?` : `known: ${names.join(', ')}`}`,
  );
}
