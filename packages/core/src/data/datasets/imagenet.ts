/** ImageNet, ILSVRC 2012 (Russakovsky et al. 2015): 1.28 million pictures of 1,000 classes. */
import type { DatasetDescriptor, Normalized } from '../descriptor.ts';
import {
  IMAGE_FOLDER_DEFAULTS,
  type ImageFolderOptions,
  inspectClassFolders,
  readClassFolders,
} from '../formats/class-folders.ts';
import { checkClasses } from '../formats/class-listing.ts';

/** Photographs of 1,000 classes, one folder each: 1,281,167 for training and 50,000 for validation. */
export const imagenet: DatasetDescriptor<'imagenet', ImageFolderOptions> & Normalized = {
  name: 'imagenet',
  title: 'ImageNet, ILSVRC 2012',
  home: 'https://image-net.org/download',
  origin: {
    kind: 'manual',
    folders: () => ['imagenet'],
    obtain: 'Ask its owners for ILSVRC 2012 at https://image-net.org/download',
    layout: 'train/<class>/*.JPEG and val/<class>/*.JPEG',
  },
  defaults: IMAGE_FOLDER_DEFAULTS,
  /** The values of torchvision's reference training, which the papers' ImageNet recipes follow. */
  normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  augmentation: { resizedCrop: { area: [0.08, 1], ratio: [3 / 4, 4 / 3] }, flip: true },
  shape: ({ size }) => [size, size, 3],
  labelKind: () => ({ kind: 'class', count: 1000 }),
  size: ({ split }) => (split === 'train' ? 1_281_167 : 50_000),
  fit: ({ shape: [height] }) => ({ size: height }),
  check: checkClasses,
  inspect: (spec, root) => inspectClassFolders(root, 'imagenet', spec),
  read: (spec, root) => readClassFolders(root, 'imagenet', spec),
};
