/** How much of the main thread's time is JavaScript: what is left of it beside an addon's functions. */

type Addon = Record<string, unknown>;

/**
 * The share of `work`'s time that is spent outside the addon's functions: in JavaScript, garbage collection, and the stopwatch itself.
 * `work` runs twice, and the second time counts, since what is compiled for the functions is not what suits their timed stand-ins.
 * (A sampling profiler won't do: while kernels keep every core busy, its thread waits, and what it missed it charges to the
 * JavaScript that runs when a core is free again.)
 * @param now milliseconds
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
