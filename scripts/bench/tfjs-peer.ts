/**
 * A tfjs backend as a peer of the benchmark.
 *
 *     tsx tfjs-peer.ts <backend> <threads>
 */
import { isAbsolute } from 'node:path';
import { parseBackendChoice, selectBackend } from '@refold/core/backend';
import { javaScriptShare } from './javascript-share.ts';
import { prepared } from './prepared.ts';
import { serve } from './serve.ts';

const [backend = 'auto', threads = '1'] = process.argv.slice(2);
const selected = await selectBackend(parseBackendChoice(backend));
// The folder of a build of one's own says nothing on another machine.
const detail = selected.detail
  .split(', ')
  .map(part => (isAbsolute(part) ? 'own build' : part))
  .join(', ');
await serve({ detail, threads: Number(threads), variants: {} }, prepared, {
  profile: async (steps, repeat) => {
    const { addon } = await import('../../packages/tfjs-backend-native/src/addon.ts');
    return { javascript: await javaScriptShare(addon as object as Record<string, unknown>, () => repeat(steps)) };
  },
});
