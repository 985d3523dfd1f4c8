/**
 * Not in the paper: what zeros gain where a network is used, here and in ONNX Runtime.
 *   npx refold reproduce gsm --table extra-deployment
 * A minute at quick: it trains nothing, and times ResNet-56 whole and with a tenth of its weights, one image and 64 images at a time.
 * Comes out: images per second relative to the folded form (zeros gain none: kernels here and there are dense), and the size of the model file.
 */
import { CIFAR, cifarResNet } from '@refold/core/zoo';
import { type Deployed, deploymentTable, eachSpeed, equal, foldedForm } from '@refold/lab';
import { pruneByMagnitude } from 'gsm';

const FOLDED = 'ResNet-56, folded';
const SPARSE = 'ResNet-56 10x, zeroed and folded';

const base = () => ({ layer: cifarResNet(56, { shortcut: 'projection' }), input: CIFAR });
const folded = foldedForm(base);
const zeroed =
  (keep: number) =>
  (side: number): Deployed => ({ ...folded(side), edit: net => pruneByMagnitude(net, { keep }) });

export default deploymentTable({
  side: 32,
  files: true,
  rows: {
    [FOLDED]: folded,
    'ResNet-56, as trained': base,
    'ResNet-56 6.6x, zeroed and folded': zeroed(0.15),
    [SPARSE]: zeroed(0.1),
  },
  claims: eachSpeed((column, where) =>
    equal(SPARSE, 1, column, {
      within: 0.05,
      sentence: `Zeros alone make a network neither faster nor slower: ${where}.`,
      source: 'our own question',
      claimant: 'us',
    }),
  ),
  deviations: [
    'The smallest of random weights are zero, as many as GSM leaves so: which ones they are makes no difference to the time, and next to none to the file.',
    'Parameters are counted with their zeros, since that is what memory holds; the model file stores kernels that are mostly zero as the weights that aren’t, and their places.',
  ],
});
