/** Round numbers for axes. */

/** Steps of 1, 2 or 5 times a power of ten that cover [low, high] with about `count` of them. */
export function ticks(low: number, high: number, count = 6): readonly number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough * 0.999) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The nearest 1, 2 or 5 times a power of ten below `low` to the nearest above `high`, two at least, for a logarithmic axis; both above 0. */
export function logTicks(low: number, high: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const all = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)).flatMap(power => [
    power,
    2 * power,
    5 * power,
  ]);
  const first = all.findLastIndex(tick => tick <= low);
  const last = all.findIndex(tick => tick >= high);
  return all.slice(first, Math.max(last, first + 1) + 1);
}

/** A number as an axis shows it: grouped, without needless zeros. */
export const shown = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 6 });
