/** The networks by name. */
import type { Shape } from '@refold/core/layers';
import { type Catalogue, patchDiscriminator, resnetGenerator } from '@refold/core/zoo';

const INPUT: Shape = [256, 256, 3];

/** CycleGAN's generator and discriminator, which the papers build on. */
export const models: Catalogue = {
  'cyclegan-generator': {
    description: 'CycleGAN’s generator with nine residual blocks',
    input: INPUT,
    build: () => resnetGenerator(),
  },
  'cyclegan-generator-6': {
    description: 'CycleGAN’s generator with six residual blocks, for smaller images',
    input: [128, 128, 3],
    build: () => resnetGenerator({ blocks: 6 }),
  },
  'cyclegan-discriminator': {
    description: 'CycleGAN’s discriminator of patches of 70×70',
    input: INPUT,
    build: () => patchDiscriminator(),
  },
};
