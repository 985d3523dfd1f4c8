/** How much of the main thread's time is JavaScript, by V8's own sampling profiler. */
import { type Profiler, Session } from 'node:inspector';
import { promisify } from 'node:util';

/** Time between samples. */
const INTERVAL_MICROSECONDS = 200;

/** Runs `work` under the profiler; resolves to the share of its samples that fall into JavaScript. */
export async function profileJavaScript(work: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  const post = promisify(session.post.bind(session)) as (method: string, params?: object) => Promise<unknown>;
  await post('Profiler.enable');
  await post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
  await post('Profiler.start');
  await work();
  const { profile } = (await post('Profiler.stop')) as Profiler.StopReturnType;
  session.disconnect();
  return javaScriptShare(profile);
}

/**
 * A frame without a script is native code called from JavaScript, an addon's function for one; V8 charges it with the time
 * until it returns. '(program)' and '(idle)' are the process outside of JavaScript; '(garbage collector)' is its doing.
 */
export function javaScriptShare({
  nodes,
  samples = [],
  timeDeltas = [],
}: Pick<Profiler.Profile, 'nodes' | 'samples' | 'timeDeltas'>): number {
  const isJavaScript = new Map(
    nodes.map(({ id, callFrame: { scriptId, functionName } }) => [
      id,
      scriptId !== '0' || functionName === '(garbage collector)',
    ]),
  );
  let own = 0;
  let total = 0;
  samples.forEach((id, i) => {
    total += timeDeltas[i]!;
    if (isJavaScript.get(id)) own += timeDeltas[i]!;
  });
  return total > 0 ? own / total : 0;
}
