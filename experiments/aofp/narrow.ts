/** Networks whose layers are all narrowed alike. */
import { count } from '@refold/core/cost';
import type { Layer } from '@refold/core/layers';
import { targetsOf } from '@refold/core/prune';
import { type Host, withWidths } from 'aofp';

/** Halvings of the share: enough for the last channel. */
const HALVINGS = 20;

/** A host with the same share of every pruned layer, rounded up: the largest that has at most this share of its multiply-adds. */
export function narrowed(host: Host, keep: number): Layer {
  const layer = host.build();
  const macs = (one: Layer): number => count(one, host.input).total.macs;
  const budget = keep * macs(layer);
  const widths = targetsOf(layer, host.input)
    .filter(({ path }) => !host.except.some(pattern => new RegExp(pattern).test(path)))
    .map(({ group }) => group.size);
  const at = (share: number): Layer =>
    withWidths(
      host,
      widths.map(width => Math.ceil(width * share)),
    );
  let [least, most] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (least + most) / 2;
    if (macs(at(middle)) <= budget) least = middle;
    else most = middle;
  }
  return at(least);
}
