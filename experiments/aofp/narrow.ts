/** Networks whose layers are all narrowed alike. */
import type { Layer } from '@refold/core/layers';
import { multiplyAdds, uniformWidths } from '@refold/core/prune';
import { type Host, prunedTargets, withWidths } from 'aofp';

/** A host with the same share of every pruned layer: the largest that has at most this share of its multiply-adds. */
export function narrowed(host: Host, keep: number): Layer {
  const targets = prunedTargets(host);
  const sizes = targets.map(({ group }) => group.size);
  return withWidths(host, uniformWidths(sizes, multiplyAdds(host.build(), host.input, targets), keep).widths);
}
