/** Finding numbers that are none, before they are passed on. */
import { RefoldError } from '../error.ts';
import type { Network } from '../layers/types.ts';

/** How many tensors a message lists. */
const LISTED = 8;

/**
 * Checks that every parameter is a finite number.
 * @param what the network, as the message's first words name it
 * @throws RefoldError listing the tensors that hold NaN or infinity, each with how many
 */
export function requireFinite({ params }: Pick<Network, 'params'>, what: string): void {
  const found = [...params].flatMap(([path, { data }]) => {
    let wrong = 0;
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) wrong++;
    return wrong === 0 ? [] : [`${path} (${wrong} of ${data.length})`];
  });
  if (found.length === 0) return;
  const more = found.length > LISTED ? ` and ${found.length - LISTED} more` : '';
  throw new RefoldError(
    `${what} holds values that are NaN or infinite, so nothing was written: ${found.slice(0, LISTED).join(', ')}${more}.`,
  );
}
