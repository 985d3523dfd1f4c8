/**
 * Not in the paper: what folding gains where a network is used, here and in ONNX Runtime.
 *   npx refold reproduce dbb --table extra-deployment
 * A minute at quick: it trains nothing, and times ResNet-18 with DBB one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations: as folded, those of ResNet-18 as it is.
 */
import { DEPLOYED, deploymentTable, foldedForm, greater } from '@refold/lab';
import { FORMS, HOSTS, withBlock } from 'dbb';

const TRAINED = 'ResNet-18 with DBB, as trained';
const FOLDED = 'ResNet-18 with DBB, folded';

const host = HOSTS['resnet-18'];
const form = (block: keyof typeof FORMS) => (side: number) => {
  const input = [side, side, 3];
  return { layer: withBlock({ ...host, input }, FORMS[block]), input };
};

const faster = (column: string, where: string) =>
  greater(FOLDED, TRAINED, column, {
    sentence: `Folded, a DBB costs what the original layer costs, less than as trained: ${where}.`,
    source: 'abstract: converted into a single convolution for deployment',
  });

export default deploymentTable({
  rows: {
    [TRAINED]: form('dbb_net'),
    [FOLDED]: foldedForm(form('dbb_net')),
    'ResNet-18 as it is, folded': foldedForm(form('original')),
  },
  claims: [
    faster(DEPLOYED.one, 'one image at a time'),
    faster(DEPLOYED.many, '64 images at a time'),
    faster(DEPLOYED.onnxOne, 'one image at a time in ONNX Runtime'),
    faster(DEPLOYED.onnxMany, '64 images at a time in ONNX Runtime'),
  ],
});
