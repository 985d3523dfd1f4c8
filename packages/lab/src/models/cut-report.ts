/** What a cut of channels changes after each stage, as `refold prune --report` tells it. */
import { evaluateOnce } from '@refold/core/apply';
import { relativeError, stageErrors } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import type { Inputs } from './report-inputs.ts';
import { errorTable, ROUNDING } from './stage-report.ts';

/**
 * A table of the largest differences that reading the cut channels as zeros makes, after each stage and of each stage alone; and how far the narrower
 * network is from that, which is rounding.
 * @param masked of the whole network's shape, with the cut channels read as zeros
 */
export async function cutReport(
  whole: Network,
  masked: Network,
  pruned: Network,
  { says, batch }: Inputs,
): Promise<string> {
  const errors = await stageErrors(whole, masked, batch, evaluateOnce);
  const [mask, cut] = [await evaluateOnce(masked, batch), await evaluateOnce(pruned, batch)];
  const error = relativeError(mask.data, cut.data);
  const verdict = error <= ROUNDING ? 'which is rounding' : 'which is more than rounding: this is a bug in Refold';
  return (
    `largest difference from the whole network, as a share of the largest output, on ${says}\n\n${errorTable(errors)}\n\n` +
    "'alone' is what a stage lacks because it reads zeros in place of the cut channels; 'after it' has what earlier stages lack too.\n" +
    `The outputs of the narrower network are within ${error.toExponential(1)} of those with zeros, ${verdict}.`
  );
}
