/** Times as they are written on the command line. */
import { RefoldError } from '@refold/core';

const UNITS: Readonly<Record<string, number>> = {
  s: 1e3,
  min: 60e3,
  m: 60e3,
  h: 3600e3,
  d: 24 * 3600e3,
  w: 7 * 24 * 3600e3,
};

/** The longest time that a timer takes. */
const MOST = 2 ** 31 - 1;

/** Milliseconds of '2h', '90m', '1h30m', '45 min' or '30s', for a timer. @throws RefoldError for anything else */
export function parseDuration(text: string): number {
  const ms = parseAge(text);
  if (ms !== undefined && ms <= MOST) return ms;
  throw new RefoldError(`'${text}' is no time: write 2h, 90m, 1h30m or 30s, 24 days at most`);
}

/** Milliseconds of '30d', '2w' or '12h'; undefined for anything else. */
export function parseAge(text: string): number | undefined {
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*(h|min|m|s|d|w)/gy)];
  const length = parts.reduce((sum, [part]) => sum + part.length, 0);
  const ms = parts.reduce((sum, [, figure, unit]) => sum + Number(figure) * UNITS[unit!]!, 0);
  return length === text.trimEnd().length && ms > 0 ? ms : undefined;
}
