/** Features of mean 0 and variance 1, as the training samples have them. */
import { Matrix } from 'ml-matrix';

/** Puts features on the scale of those that it was made of. */
export type Scaler = (features: Matrix) => Matrix;

/** A scaler made of training features [examples, features]: (x − mean) / standard deviation, column by column; 0 for constant columns. */
export function scalerOf(features: Matrix): Scaler {
  const { rows, columns } = features;
  const [means, factors] = [new Float64Array(columns), new Float64Array(columns)];
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += features.get(i, j);
    const mean = sum / rows;
    let squares = 0;
    for (let i = 0; i < rows; i++) squares += (features.get(i, j) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows);
    means[j] = mean;
    // Sums of equal numbers differ from them by rounding.
    factors[j] = deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? 1 / deviation : 0;
  }
  return given => {
    const scaled = new Matrix(given.rows, columns);
    for (let i = 0; i < given.rows; i++) {
      for (let j = 0; j < columns; j++) scaled.set(i, j, (given.get(i, j) - means[j]!) * factors[j]!);
    }
    return scaled;
  };
}
