/**
 * Not in the paper: what folding gains where a network is used, here and in ONNX Runtime.
 *   npx refold reproduce repvgg --table extra-deployment
 * A minute at quick: it trains nothing, and times RepVGG-A0 and ResNet-18 one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations.
 */

import { models as hosts } from '@refold/core/zoo';
import { deployedFaster, deploymentTable, foldedForm } from '@refold/lab';
import { models } from 'repvgg';

const TRAINED = 'RepVGG-A0, as trained';
const FOLDED = 'RepVGG-A0, folded';

const trained = (side: number) => ({ layer: models['repvgg-a0']!.build(), input: [side, side, 3] });
const resnet = (side: number) => ({ layer: hosts['resnet-18']!.build(), input: [side, side, 3] });

export default deploymentTable({
  rows: { [TRAINED]: trained, [FOLDED]: foldedForm(trained), 'ResNet-18, folded': foldedForm(resnet) },
  claims: deployedFaster(FOLDED, TRAINED, {
    sentence: 'Folded, a RepVGG computes the same, faster',
    source: 'abstract: structural re-parameterisation',
  }),
});
