/**
 * Not in the paper: what pruned networks gain where they are used, here and in ONNX Runtime.
 *   npx refold reproduce resrep --table extra-deployment
 * A minute at quick: it trains nothing, and times ResNet-50 with the published widths, one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations.
 */
import { deployedFaster, deploymentTable, foldedForm } from '@refold/lab';
import { HOSTS, published } from 'resrep';

const TRAINED = 'ResNet-50, as trained';
const FOLDED = 'ResNet-50, folded';
const PRUNED = 'ResNet-50, pruned and folded';

const base = (side: number) => ({ layer: HOSTS['resnet-50'].build(), input: [side, side, 3] });
const pruned = (side: number) => ({ layer: published('resnet-50'), input: [side, side, 3] });

export default deploymentTable({
  rows: { [TRAINED]: base, [FOLDED]: foldedForm(base), [PRUNED]: foldedForm(pruned) },
  claims: deployedFaster(PRUNED, FOLDED, {
    sentence: 'At the published widths ResNet-50 is faster',
    source: 'table 1: 54.5 % fewer multiply-adds',
  }),
});
