/** Where two forms of a network part, as `refold fold --report` tells it. */
import { evaluateOnce } from '@refold/core/apply';
import { likelyCause, type StageError, stageErrors } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { textTable } from '../terminal/text-table.ts';
import type { Inputs } from './report-inputs.ts';

/** Differences above this are more than rounding in single precision. */
export const ROUNDING = 1e-4;

/**
 * A table of the largest differences after each stage and of each stage alone, and what may have gone wrong at those where they are more than rounding.
 * @throws RefoldError for networks that aren't two forms of one
 */
export async function stageReport(one: Network, other: Network, { says, batch }: Inputs): Promise<string> {
  const errors = await stageErrors(one, other, batch, evaluateOnce);
  const wrong = errors.filter(({ alone }) => !(alone <= ROUNDING));
  const lines: string[] = [];
  for (const error of wrong) {
    const cause = await likelyCause(error, evaluateOnce);
    lines.push(`${error.path || 'the network'}: ${cause ?? 'its numbers are others, by none of the usual mistakes.'}`);
  }
  const verdict =
    wrong.length === 0
      ? 'Both forms agree to rounding. If they differ in another program, check that both run at inference there: in training mode norms use the statistics of the batch.'
      : `They part at ${wrong.length === 1 ? 'one stage' : `${wrong.length} stages`}:\n${lines.join('\n')}`;
  return `largest difference, as a share of the largest output, on ${says}\n\n${errorTable(errors)}\n\n${verdict}`;
}

/** A line for each stage: the differences after it, and of it alone. */
export const errorTable = (errors: readonly StageError[]): string =>
  textTable(
    ['stage', 'after it', 'alone'],
    errors.map(({ path, after, alone }) => [path || 'the network', after.toExponential(2), alone.toExponential(2)]),
  );
