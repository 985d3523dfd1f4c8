/** A network's outputs for one picture, in words. */
import type { Model, RatedDimension } from '@refold/core/io';
import type { Layer } from '@refold/core/layers';
import { textTable } from '../../terminal/text-table.ts';

/** Classes that are listed. */
const MOST = 5;
/** Outputs without names that are listed, all of them. */
const FEW = 20;

/**
 * The outputs as a table: ratings of a model's dimensions, the most probable of its classes or, where neither is known, plain numbers;
 * of many, the largest.
 * @param outputs one per class or dimension
 */
export function predictions(
  { layer, classNames, dimensions }: Pick<Model, 'layer' | 'classNames' | 'dimensions'>,
  outputs: readonly number[],
): string {
  if (dimensions !== undefined) return ratings(dimensions, outputs);
  if (classNames !== undefined) return mostProbable(classNames, endsInSoftmax(layer) ? outputs : softmax(outputs));
  return numbers(outputs);
}

function ratings(dimensions: readonly RatedDimension[], outputs: readonly number[]): string {
  const lines = dimensions.map(({ name, range: [low, high] }, i) => {
    const value = outputs[i]!;
    const isOutside = value < 0 || value > 1;
    return [
      name,
      rounded(low + value * (high - low), 2),
      `${low} to ${high}`,
      rounded(value, 3),
      `${value > 0.5 ? 'positive' : 'negative'}${isOutside ? ', outside of the scale' : ''}`,
    ];
  });
  return textTable(['dimension', 'rating', 'scale', '0 to 1', 'polarity'], lines);
}

/** A number with so many digits, and no sign before zero. */
const rounded = (value: number, digits: number): string => value.toFixed(digits).replace(/^-(0\.0*)$/, '$1');

function mostProbable(names: readonly string[], probabilities: readonly number[]): string {
  return textTable(
    ['class', 'probability'],
    largest(probabilities).map(i => [
      names[i]!,
      `${(100 * probabilities[i]!).toFixed(1)} %`.padStart('probability'.length),
    ]),
  );
}

/** All outputs, or the largest of many, by their numbers from 0. */
function numbers(outputs: readonly number[]): string {
  const isMany = outputs.length > FEW;
  const shown = isMany ? largest(outputs) : outputs.map((_, i) => i);
  const table = textTable(
    ['output', 'value'],
    shown.map(i => [`${i}`, `${Number(outputs[i]!.toPrecision(6))}`]),
  );
  return isMany
    ? `${table}\n\nThe largest of ${outputs.length} outputs, which the model has no names for: --class-names gives it some.`
    : table;
}

/** The numbers of the largest values, largest first. */
const largest = (values: readonly number[]): readonly number[] =>
  values
    .map((_, i) => i)
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, MOST);

/** Whether a network's outputs are probabilities by its last layer. */
function endsInSoftmax(layer: Layer): boolean {
  if (layer.op === 'activation') return layer.fn === 'softmax';
  if (layer.op !== 'chain') return false;
  const last = layer.children.findLast(([, child]) => !['identity', 'tap', 'flatten', 'reshape'].includes(child.op));
  return last !== undefined && endsInSoftmax(last[1]);
}

function softmax(values: readonly number[]): readonly number[] {
  const most = Math.max(...values);
  const powers = values.map(value => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map(power => power / sum);
}
