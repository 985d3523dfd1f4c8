/** Distances of emotions on Mikels' wheel, in the order of a data set's classes. */

import { RefoldError } from '@refold/core';
import { MIKELS_RING, wheelDistance } from '@refold/core/data';

/**
 * D of the loss 'mikels': 1 for the same emotion, one more per step on the wheel, [classes][classes].
 * @throws RefoldError for classes that aren't on the wheel: the loss is defined for Mikels' eight alone
 */
export function wheelDistances(classes: readonly string[]): readonly (readonly number[])[] {
  const stranger = classes.find(name => !(MIKELS_RING as readonly string[]).includes(name));
  if (stranger !== undefined) {
    throw new RefoldError(
      `The distance 'mikels' is defined on Mikels' wheel, which has no '${stranger}'. Take 'skl' or 'kl' for other classes.`,
    );
  }
  return classes.map(one => classes.map(other => wheelDistance(one, other)));
}
