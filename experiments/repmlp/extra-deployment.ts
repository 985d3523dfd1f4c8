/**
 * Not in the paper: what folding gains where a network is used, here and in ONNX Runtime.
 *   npx refold reproduce repmlp --table extra-deployment
 * A few minutes at quick: it trains nothing, and times networks of 224×224, the size that their matrices are made for, one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations.
 */
import { DEPLOYED, deploymentTable, foldedForm, greater } from '@refold/lab';
import { models } from 'repmlp';

const TRAINED = 'RepMLPNet-T224, as trained';
const FOLDED = 'RepMLPNet-T224, folded';

const trained = (side: number) => ({ layer: models['repmlpnet-t224']!.build(), input: [side, side, 3] });

const faster = (column: string, where: string) =>
  greater(FOLDED, TRAINED, column, {
    sentence: `Folded, a RepMLPNet computes the same, faster: ${where}.`,
    source: 'RepMLPNet, section 3.3: convolutions are absorbed into FC3',
  });

export default deploymentTable({
  side: 224,
  rows: { [TRAINED]: trained, [FOLDED]: foldedForm(trained) },
  claims: [
    faster(DEPLOYED.one, 'one image at a time'),
    faster(DEPLOYED.onnxOne, 'one image at a time in ONNX Runtime'),
  ],
});
