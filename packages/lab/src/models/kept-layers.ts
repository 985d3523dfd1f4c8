/** Layers that a user wants to keep whole, by patterns. */
import { RefoldError } from '@refold/core';
import type { Target } from '@refold/core/prune';
import { wildcard } from '../terminal/wildcard.ts';

/**
 * The targets but those that patterns name.
 * @param patterns with commas between them; each is the path of a layer, or of what it is in, with `*` for anything: 'stage1,*.conv2'
 * @throws RefoldError for a pattern that names no target, with the targets' paths, and where none is left
 */
export function withoutKept(targets: readonly Target[], patterns: string | undefined): readonly Target[] {
  if (patterns === undefined) return targets;
  const tests = patterns.split(',').map(pattern => {
    const test = matcher(pattern);
    if (targets.some(({ path }) => test.test(path))) return test;
    const paths = targets.map(({ path }) => path);
    throw new RefoldError(
      `--keep-layer: '${pattern}' matches no layer that can be cut. These can: ${paths.slice(0, MOST).join(', ')}` +
        (paths.length > MOST ? ` and ${paths.length - MOST} more` : ''),
    );
  });
  const left = targets.filter(({ path }) => !tests.some(test => test.test(path)));
  if (left.length === 0) throw new RefoldError(`--keep-layer '${patterns}' leaves no layer to prune`);
  return left;
}

/** Paths that an error lists. */
const MOST = 10;

const matcher = (pattern: string): RegExp => new RegExp(`^${wildcard(pattern)}(\\..*)?$`);
