/**
 * Not in the paper: what folding gains where a network is used, here and in ONNX Runtime.
 *   npx refold reproduce dbb --table extra-deployment
 * A minute at quick: it trains nothing, and times ResNet-18 with DBB one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations: as folded, those of ResNet-18 as it is.
 */
import { deployedFaster, deploymentTable, foldedForm } from '@refold/lab';
import { FORMS, HOSTS, withBlock } from 'dbb';

const TRAINED = 'ResNet-18 with DBB, as trained';
const FOLDED = 'ResNet-18 with DBB, folded';

const host = HOSTS['resnet-18'];
const form = (block: keyof typeof FORMS) => (side: number) => {
  const input = [side, side, 3];
  return { layer: withBlock({ ...host, input }, FORMS[block]), input };
};

export default deploymentTable({
  rows: {
    [TRAINED]: form('dbb_net'),
    [FOLDED]: foldedForm(form('dbb_net')),
    'ResNet-18 as it is, folded': foldedForm(form('original')),
  },
  claims: deployedFaster(FOLDED, TRAINED, {
    sentence: 'Folded, a DBB costs what the original layer costs, less than as trained',
    source: 'abstract: converted into a single convolution for deployment',
  }),
});
