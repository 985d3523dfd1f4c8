/** AlexNet (Krizhevsky 2014, arXiv 1404.5997) with batch norms in place of its local response normalisation, as in ACNet's and DBB's papers. */
import { chain, dropout, flatten, linear, maxPool, relu } from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, IMAGENET } from './catalogue.ts';
import { convNormRelu } from './parts.ts';

const hidden = (out: number): Layer => chain({ linear: linear(out), relu: relu(), dropout: dropout(0.5) });

/** Five convolutions, three linear layers: [224, 224, 3] → [classes]. */
export const alexNet = (classes = 1000): Layer =>
  chain({
    conv1: convNormRelu(64, 11, { stride: 4, pad: 2 }),
    pool1: maxPool(3, { stride: 2 }),
    conv2: convNormRelu(192, 5),
    pool2: maxPool(3, { stride: 2 }),
    conv3: convNormRelu(384, 3),
    conv4: convNormRelu(384, 3),
    conv5: convNormRelu(256, 3),
    pool5: maxPool(3, { stride: 2 }),
    flatten: flatten(),
    linear1: hidden(4096),
    linear2: hidden(4096),
    linear3: linear(classes),
  });

/** AlexNet by name. */
export const alexNets: Catalogue = {
  alexnet: {
    description: 'AlexNet with batch norms',
    input: IMAGENET,
    build: ({ classes } = {}) => alexNet(classes),
  },
};
