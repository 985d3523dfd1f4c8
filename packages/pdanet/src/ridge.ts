/** Baselines whose last layer is solved for before the first step: ridge regression, and the mean of the labels. */
import { RefoldError, type Rng } from '@refold/core';
import { disposeInstance, instantiate } from '@refold/core/apply';
import type { Labels } from '@refold/core/data';
import type { Layer, Linear, Network } from '@refold/core/layers';
import { type Method, type MethodData, type MethodSpec, predict } from '@refold/core/train';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** Settings of the method `ridge`, for a chain that ends in a linear layer: all before that stays as it begins, at a rate of 0. */
export interface RidgeSettings extends MethodSpec {
  readonly name: 'ridge';
  /**
   * Penalties on the coefficients of features of variance 1, in units of the mean squared error: the best on a fifth of the training
   * examples is taken, and all of them are fitted with it. Empty: every prediction is the mean of the training labels.
   */
  readonly penalties: readonly number[];
}

/** The method: the network that it prepares has the solved layer. */
export const ridge = ({ penalties }: RidgeSettings): Method => ({
  prepareOn: async (net, data, rng) => {
    const { before, name, outputs } = takenApart(net);
    const labels = valuesOf(data.dataset.labels);
    const features = penalties.length === 0 ? undefined : await featuresOf(before, data);
    const { coefficients, offset } = fit(features, labels, penalties, rng);
    const kernel = net.params.get(`${name}.kernel`)!;
    const solved = new Float32Array(kernel.data.length);
    coefficients?.to2DArray().forEach((row, i) => {
      solved.set(row, i * outputs);
    });
    const params = new Map(net.params);
    params.set(`${name}.kernel`, { ...kernel, data: solved });
    params.set(`${name}.bias`, { shape: [outputs], data: Float32Array.from(offset) });
    return { ...net, params };
  },
});

interface Parts {
  /** All before the last layer. */
  readonly before: Network;
  readonly name: string;
  readonly outputs: number;
}

/** @throws RefoldError unless the network is a chain that ends in a linear layer with a bias */
function takenApart({ layer, input, params }: Network): Parts {
  const [name, last] = (layer.op === 'chain' && layer.children.at(-1)) || [];
  if (layer.op !== 'chain' || name === undefined || !isBiased(last)) {
    throw new RefoldError('ridge: the network must be a chain that ends in a linear layer with a bias');
  }
  return {
    before: { layer: { op: 'chain', children: layer.children.slice(0, -1) }, input, params },
    name,
    outputs: last.out,
  };
}

const isBiased = (layer: Layer | undefined): layer is Linear => layer?.op === 'linear' && layer.bias;

/** Values on dimensions: a row for each example. @throws RefoldError for other labels */
function valuesOf(labels: Labels): Matrix {
  if (labels.kind !== 'dimensions')
    throw new RefoldError(`ridge: labels are values on dimensions, not of kind '${labels.kind}'`);
  return Matrix.from1DArray(labels.values.length / labels.width, labels.width, Array.from(labels.values));
}

async function featuresOf(net: Network, { dataset, batchSize, augment }: MethodData): Promise<Matrix> {
  const instance = instantiate(net);
  const rows: number[][] = [];
  try {
    for await (const { output } of predict(instance, dataset, { batchSize, augment })) {
      const values = await output.data();
      const width = values.length / output.shape[0]!;
      for (let start = 0; start < values.length; start += width)
        rows.push(Array.from(values.slice(start, start + width)));
    }
  } finally {
    disposeInstance(instance);
  }
  return new Matrix(rows);
}

/** A linear function of features. */
interface Fit {
  /** [features, outputs]; absent: nothing but the offset. */
  readonly coefficients?: Matrix;
  readonly offset: readonly number[];
}

function fit(features: Matrix | undefined, labels: Matrix, penalties: readonly number[], rng: Rng): Fit {
  if (features === undefined) return { offset: labels.mean('column') };
  const order = Array.from(rng.permutation(labels.rows));
  const held = Math.floor(labels.rows / 5);
  const [test, train] = [order.slice(0, held), order.slice(held)];
  const rows = (matrix: Matrix, indices: readonly number[]) => new Matrix(indices.map(i => matrix.getRow(i)));
  const [x, y] = [rows(features, train), rows(labels, train)];
  const errors = penalties.map(penalty => errorOf(solve(x, y, penalty), rows(features, test), rows(labels, test)));
  return solve(features, labels, penalties[errors.indexOf(Math.min(...errors))]!);
}

/** Ridge regression on features of mean 0 and variance 1, said of the features as they are. */
function solve(features: Matrix, labels: Matrix, penalty: number): Required<Fit> {
  const [means, centres] = [features.mean('column'), labels.mean('column')];
  const scales = features.standardDeviation('column', { mean: means }).map(deviation => deviation || 1);
  const x = Matrix.sub(features, Matrix.rowVector(means).repeat({ rows: features.rows })).divRowVector(scales);
  const y = Matrix.sub(labels, Matrix.rowVector(centres).repeat({ rows: labels.rows }));
  const gram = x.transpose().mmul(x).div(x.rows);
  const penalised = Matrix.add(gram, Matrix.eye(x.columns).mul(penalty));
  const solved = new CholeskyDecomposition(penalised).solve(x.transpose().mmul(y).div(x.rows));
  const coefficients = solved.divColumnVector(scales);
  const offset = centres.map(
    (centre, j) => centre - means.reduce((sum, mean, i) => sum + mean * coefficients.get(i, j), 0),
  );
  return { coefficients, offset };
}

function errorOf({ coefficients, offset }: Required<Fit>, features: Matrix, labels: Matrix): number {
  const residual = features
    .mmul(coefficients)
    .addRowVector([...offset])
    .sub(labels);
  return residual.mul(residual).mean();
}
