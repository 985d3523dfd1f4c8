/** The share of the main thread's time that is spent in JavaScript, outside an addon's functions. */

type Addon = Record<string, unknown>;

/**
 * Returns the share of `work`'s time, 0 to 1, that is spent outside the addon's functions: in JavaScript, garbage collection, and the stopwatch itself.
 * `work` runs twice and the second time counts: the first compiles the calls for the timed wrappers. (A sampling profiler is no substitute:
 * while kernels keep every core busy its thread waits, and it charges the samples it missed to the JavaScript that runs next.)
 * @param now clock in milliseconds
 */
export async function javaScriptShare(
  addon: Addon,
  work: () => Promise<void>,
  now = () => performance.now(),
): Promise<number> {
  const own = Object.entries(addon).filter(
    (entry): entry is [string, CallableFunction] => entry[1] instanceof Function,
  );
  let inside = 0;
  for (const [name, run] of own) {
    addon[name] = (...args: unknown[]) => {
      const start = now();
      try {
        return run(...args);
      } finally {
        inside += now() - start;
      }
    };
  }
  try {
    await work();
    inside = 0;
    const start = now();
    await work();
    const total = now() - start;
    return total > 0 ? 1 - inside / total : 0;
  } finally {
    Object.assign(addon, Object.fromEntries(own));
  }
}
