/** Any folder of pictures in ImageNet's layout. */
import { basename } from 'node:path';
import type { DatasetDescriptor } from '../descriptor.ts';
import {
  IMAGE_FOLDER_DEFAULTS,
  type ImageFolderOptions,
  inspectClassFolders,
  readClassFolders,
} from '../formats/class-folders.ts';
import { checkClasses } from '../formats/class-listing.ts';

export interface AnyFolderOptions extends ImageFolderOptions {
  /** The folder, relative to the data folder or absolute; its last part names the dataset. Default: 'image-folder'. */
  readonly root: string;
}

/** Pictures of one’s own, cropped to squares, whose folder is their class. */
export const imageFolder: DatasetDescriptor<'image-folder', AnyFolderOptions> = {
  name: 'image-folder',
  title: 'Pictures of your own',
  origin: {
    kind: 'manual',
    folders: ({ root }) => [root],
    obtain: 'Sort pictures of your own into one folder per class',
    layout: 'train/<class>/* and val/<class>/* (or valid/, validation/, test/)',
  },
  defaults: { ...IMAGE_FOLDER_DEFAULTS, root: 'image-folder' },
  shape: ({ size }) => [size, size, 3],
  labelKind: () => ({ kind: 'class', count: undefined }),
  size: () => undefined,
  fit: ({ shape: [height] }) => ({ size: height }),
  check: checkClasses,
  inspect: (spec, root) => inspectClassFolders(root, basename(spec.root), spec),
  read: (spec, root) => readClassFolders(root, basename(spec.root), spec),
};
