/** Functions that Node has removed from `node:util` and that tfjs-node still calls. */
import util from 'node:util';

/**
 * Puts back `util.isNullOrUndefined` and `util.isArray`. tfjs-node 4.22 calls them with nearly every op; Node 22 deprecated both, with a
 * warning at the first call, and Node 23 removed the first. They are replaced where they still exist, so that nothing is warned of.
 */
export function restoreRemovedUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
