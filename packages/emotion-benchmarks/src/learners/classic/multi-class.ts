/** Several classes from support vector machines of two. */

import { type Dense, dense, rowOf } from '../parts/dense.ts';
import type { SmoOptions } from '../parts/smo.ts';
import { decisionValues, type Machine, separate } from '../parts/support-vectors.ts';
import type { ClassData } from '../parts/training-data.ts';

/** A machine that is positive on one class and negative on another, or on all others. */
export interface ClassMachine {
  readonly positive: number;
  /** Absent: all other classes. */
  readonly negative?: number;
  readonly machine: Machine;
}

export interface ClassMachineOptions extends SmoOptions {
  readonly cost: number;
  /** Multiplies C by n / (classes · examples of the class), so that rare classes count as much as frequent ones. */
  readonly balanced: boolean;
}

/** A machine for each pair of classes that have examples. */
export function oneVersusOne(kernel: Dense, data: ClassData, options: ClassMachineOptions): readonly ClassMachine[] {
  return data.present.flatMap((positive, i) =>
    data.present.slice(i + 1).map(negative => {
      options.stopIfAsked?.();
      const rows = rowsWhere(data, value => value === positive || value === negative);
      return { positive, negative, machine: separateClass(kernel, data, rows, positive, options) };
    }),
  );
}

/**
 * A machine for each class that has examples. Balanced, "all other classes" counts as one class, as when each problem is weighed
 * by itself.
 */
export function oneVersusRest(kernel: Dense, data: ClassData, options: ClassMachineOptions): readonly ClassMachine[] {
  const rows = rowsWhere(data, () => true);
  return data.present.map(positive => {
    options.stopIfAsked?.();
    const size = data.sizes[positive]!;
    const sizes = Int32Array.of(rows.length - size, size);
    const values = data.values.map(value => (value === positive ? 1 : 0));
    const binary = { values, sizes, count: 2, present: [0, 1] };
    return { positive, machine: separateClass(kernel, binary, rows, 1, options) };
  });
}

function separateClass(
  kernel: Dense,
  data: ClassData,
  rows: Int32Array,
  positive: number,
  options: ClassMachineOptions,
): Machine {
  const signs = Float64Array.from(rows, row => (data.values[row] === positive ? 1 : -1));
  const examples = data.values.length;
  const weightOf = (c: number): number => (options.balanced ? examples / (data.present.length * data.sizes[c]!) : 1);
  const costs = Float64Array.from(rows, row => options.cost * weightOf(data.values[row]!));
  return separate(kernel, rows, signs, costs, options);
}

function rowsWhere({ values }: ClassData, isIn: (value: number) => boolean): Int32Array {
  return Int32Array.from(Array.from(values.keys()).filter(i => isIn(values[i]!)));
}

/**
 * Scores of each class, [examples, classes], given the kernel between examples and all training examples. One-vs-one: the share
 * of the machines that vote for the class; of classes with as many votes libsvm predicts the first, and so does an argmax that
 * keeps the first. One-vs-rest: the decision value of the class's machine, positive where it says yes. A class without training
 * examples is below all others.
 */
export function classScores(machines: readonly ClassMachine[], kernel: Dense, classes: number): Dense {
  const scores = dense(kernel.rows, classes);
  for (const { positive, negative, machine } of machines) {
    decisionValues(machine, kernel).forEach((value, i) => {
      const row = rowOf(scores, i);
      if (negative === undefined) row[positive] = value;
      else row[value > 0 ? positive : negative]! += 1 / machines.length;
    });
  }
  lowerAbsent(scores, machines);
  return scores;
}

/** Sets scores of classes that no machine knows to 1 below the lowest of their example. */
function lowerAbsent(scores: Dense, machines: readonly ClassMachine[]): void {
  const known = new Set(machines.flatMap(({ positive, negative = positive }) => [positive, negative]));
  const absent = Array.from({ length: scores.columns }, (_, c) => c).filter(c => !known.has(c));
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    const lowest = Math.min(...Array.from(known, c => row[c]!));
    for (const c of absent) row[c] = lowest - 1;
  }
}
