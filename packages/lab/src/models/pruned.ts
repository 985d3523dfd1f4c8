/** What pruning changed in a network, as tables. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import type { Selection, Target } from '@refold/core/prune';
import { textTable } from '../terminal/text-table.ts';

export interface Change {
  readonly before: number;
  readonly after: number;
}

/** The channels of each layer that could be pruned, before and after; a layer that isn't in the selection keeps all of them. */
export const widths = (targets: readonly Target[], kept: Selection): string =>
  textTable(
    ['layer', 'channels', 'kept'],
    targets.map(({ path, group: { name, size } }) => [
      path,
      `${size}`.padStart(8),
      `${kept[name]?.length ?? size}`.padStart(4),
    ]),
  );

/** Parameters and multiply-adds before and after, as trained and as folded, and the accuracy if it was measured. */
export function changes(net: Network, pruned: Network, accuracy?: Change & { readonly images: number }): string {
  const [before, after] = [net, pruned].map(({ layer, input }) => ({
    trained: count(layer, input).total,
    folded: countFolded(layer, input).total,
  }));
  const row = (heading: string, form: 'trained' | 'folded', of: 'params' | 'macs'): string[] => {
    const [a, b] = [before![form][of], after![form][of]];
    return [heading, a.toLocaleString('en-US'), b.toLocaleString('en-US'), `${((100 * b) / a).toFixed(1)} %`];
  };
  const rows = [
    row('parameters', 'trained', 'params'),
    row('multiply-adds', 'trained', 'macs'),
    row('parameters, folded', 'folded', 'params'),
    row('multiply-adds, folded', 'folded', 'macs'),
  ];
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

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
