/** What pruning changed in a network, as tables. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { type Network, parameters, trace } from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { textTable } from '../terminal/text-table.ts';

export interface Change {
  readonly before: number;
  readonly after: number;
}

/**
 * The channels of each layer that could be pruned, before and after.
 * @param kept number of channels that a group has after, by its name; undefined where it keeps all of them
 */
export const widths = (targets: readonly Target[], kept: (group: string) => number | undefined): string =>
  textTable(
    ['layer', 'channels', 'kept'],
    targets.map(({ path, group: { name, size } }) => [
      path,
      `${size}`.padStart(8),
      `${kept(name) ?? size}`.padStart(4),
    ]),
  );

/** What may be known of a pruned network beside its cost. */
export interface Findings {
  readonly accuracy?: (Change & { readonly images: number }) | undefined;
  /** Weights of kernels that aren't zero. */
  readonly nonZero?: Change;
}

/** Parameters and multiply-adds before and after, as trained and as folded, and what else was found. */
export function changes(net: Network, pruned: Network, { accuracy, nonZero }: Findings = {}): string {
  const [before, after] = [net, pruned].map(({ layer, input }) => ({
    trained: count(layer, input).total,
    folded: countFolded(layer, input).total,
  }));
  const counted = (heading: string, { before, after }: Change): string[] => {
    const [a, b] = [before, after].map(count => count.toLocaleString('en-US'));
    return [heading, a!, b!, `${((100 * after) / before).toFixed(1)} %`];
  };
  const row = (heading: string, form: 'trained' | 'folded', of: 'params' | 'macs'): string[] =>
    counted(heading, { before: before![form][of], after: after![form][of] });
  const rows = [
    row('parameters', 'trained', 'params'),
    row('multiply-adds', 'trained', 'macs'),
    row('parameters, folded', 'folded', 'params'),
    row('multiply-adds, folded', 'folded', 'macs'),
  ];
  if (nonZero !== undefined) rows.push(counted('weights not zero', nonZero));
  if (accuracy !== undefined) {
    const { images, before, after } = accuracy;
    rows.push([`top-1 on ${images.toLocaleString('en-US')} test images`, percent(before), percent(after), '']);
  }
  const head = ['', 'before', 'after', 'kept'];
  const wide = [1, 2, 3].map(column => Math.max(...rows.map(row => row[column]!.length), head[column]!.length));
  const aligned = (row: readonly string[]) =>
    row.map((text, column) => (column === 0 ? text : text.padStart(wide[column - 1]!)));
  return textTable(aligned(head), rows.map(aligned));
}

/** The number of weights of a network's kernels that aren't zero. */
export function nonZeroWeights({ layer, input, params }: Network): number {
  const kernels = [...parameters(trace(layer, input))].filter(({ name }) => name === 'kernel');
  return kernels.reduce((sum, { path }) => sum + countNonZeros(params.get(path)!.data), 0);
}

function countNonZeros(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  return count;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
