/** What is known of a set of published weights. */
import type { Archive } from '../data/fetching/archive.ts';
import type { PinnedFile } from '../data/fetching/checksum.ts';
import type { Naming, StateDict } from '../io/state-dict.ts';
import type { Normalization } from '../normalization.ts';

/** A set of weights: what it is for, what it reached where it was published, and its file in the data folder. */
export interface Pretrained {
  readonly name: string;
  readonly title: string;
  /** The network's name in the zoo. */
  readonly model: string;
  /** What it was trained on. */
  readonly dataset: string;
  /** What its images, RGB, were normalized by. */
  readonly normalization: Normalization;
  /** Published top-1 accuracy on the dataset's test split. */
  readonly accuracy: number;
  readonly licence: string;
  /** The published file, one of torch.save; or `converted`, where the published one is of a format that can't be read. */
  readonly archive: Archive;
  /** The published tensors as safetensors; taken where it is in the data folder. */
  readonly converted?: PinnedFile;
  /** What is made of the file's tensors before `naming` looks for them: other names, PyTorch's layouts, inputs in the order RGB. */
  readonly adapted?: (tensors: StateDict) => StateDict;
  readonly naming: Naming;
}
