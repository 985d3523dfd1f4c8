/**
 * Not in the paper: what pruned networks gain where they are used, here and in ONNX Runtime.
 *   npx refold reproduce aofp --table extra-deployment
 * A minute at quick: it trains nothing, and times the VGG of CIFAR-10 with the authors' widths, one image and 64 images at a time.
 * Comes out: images per second relative to the trained form, parameters, and activations.
 */
import { deployedFaster, deploymentTable, foldedForm } from '@refold/lab';
import { HOSTS, VGG_WIDTHS, withWidths } from 'aofp';

const TRAINED = 'VGG, as trained';
const FOLDED = 'VGG, folded';
const MAIN = 'VGG AOFP-A3, pruned and folded';
const NARROWEST = 'VGG AOFP-A5, pruned and folded';

const host = HOSTS.vgg;
const base = () => ({ layer: host.build(), input: host.input });
const pruned = (name: keyof typeof VGG_WIDTHS) => () => ({
  layer: withWidths(host, VGG_WIDTHS[name]),
  input: host.input,
});

export default deploymentTable({
  side: 32,
  rows: {
    [TRAINED]: base,
    [FOLDED]: foldedForm(base),
    [MAIN]: foldedForm(pruned('A3')),
    [NARROWEST]: foldedForm(pruned('A5')),
  },
  claims: deployedFaster(MAIN, FOLDED, {
    sentence: 'With the widths of A3 VGG is faster',
    source: 'table 1: 60.17 % fewer multiply-adds',
  }),
});
