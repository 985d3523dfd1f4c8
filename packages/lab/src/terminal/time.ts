/** Times as they are written on the command line. */
import { RefoldError } from '@refold/core';

type Units = Readonly<Record<string, number>>;

const UNITS: Units = { s: 1e3, min: 60e3, m: 60e3, h: 3600e3 };
const LONG_UNITS: Units = { ...UNITS, d: 24 * 3600e3, w: 7 * 24 * 3600e3 };

/** The longest time that a timer takes. */
const MOST = 2 ** 31 - 1;

/** Milliseconds of '2h', '90m', '1h30m', '45 min' or '30s', for a timer. @throws RefoldError for anything else */
export function parseDuration(text: string): number {
  const ms = sumOf(text, UNITS);
  if (ms !== undefined && ms <= MOST) return ms;
  throw new RefoldError(`'${text}' is no time: write 2h, 90m, 1h30m or 30s, 24 days at most`);
}

/** Milliseconds of '30d', '2w' or '12h'; undefined for anything else. */
export const parseAge = (text: string): number | undefined => sumOf(text, LONG_UNITS);

function sumOf(text: string, units: Units): number | undefined {
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*(min|[a-z])/gy)];
  const length = parts.reduce((sum, [part]) => sum + part.length, 0);
  const ms = parts.reduce((sum, [, figure, unit]) => sum + Number(figure) * (units[unit!] ?? Number.NaN), 0);
  return length === text.trimEnd().length && ms > 0 ? ms : undefined;
}
