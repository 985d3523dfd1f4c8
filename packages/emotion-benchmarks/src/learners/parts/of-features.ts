/** Work that depends on training features alone. */
import type { Matrix } from 'ml-matrix';

/**
 * `make`, done once for a matrix of features and kept as long as that is: what a learner makes of features, whatever its settings, is made once while
 * settings are chosen. What it gives is shared and must not be changed.
 */
export function ofFeatures<T>(make: (features: Matrix) => T): (features: Matrix) => T {
  const made = new WeakMap<Matrix, { readonly value: T }>();
  return features => {
    const known = made.get(features) ?? { value: make(features) };
    made.set(features, known);
    return known.value;
  };
}
