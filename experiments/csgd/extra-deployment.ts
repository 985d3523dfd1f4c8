/**
 * Not in the paper: what trimmed networks gain where they are used, here and in ONNX Runtime.
 *   npx refold reproduce csgd --table extra-deployment
 * A minute at quick: it trains nothing, and times ResNet-50 whole and with half of its inner layers, one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations.
 */
import { deployedFaster, deploymentTable, foldedForm } from '@refold/lab';
import { HOSTS, models } from 'csgd';

const TRAINED = 'ResNet-50, as trained';
const FOLDED = 'ResNet-50, folded';
const TRIMMED = 'ResNet-50 C-SGD-50, trimmed and folded';

const base = (side: number) => ({ layer: HOSTS['resnet-50'].build(), input: [side, side, 3] });
const trimmed = (side: number) => ({ layer: models['resnet-50-csgd-50']!.build(), input: [side, side, 3] });

export default deploymentTable({
  rows: { [TRAINED]: base, [FOLDED]: foldedForm(base), [TRIMMED]: foldedForm(trimmed) },
  claims: deployedFaster(TRIMMED, FOLDED, {
    sentence: 'With half of the filters of its inner layers ResNet-50 is faster',
    source: 'table 2: 55.76 % fewer multiply-adds',
  }),
});
