/** Times as they are written on the command line. */
import { RefoldError } from '@refold/core';

const UNITS: Readonly<Record<string, number>> = { s: 1e3, min: 60e3, m: 60e3, h: 3600e3 };

/** The longest time that a timer takes. */
const MOST = 2 ** 31 - 1;

/** Milliseconds of '2h', '90m', '1h30m', '45 min' or '30s'. @throws RefoldError for anything else */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*(h|min|m|s)/gy)];
  const length = parts.reduce((sum, [part]) => sum + part.length, 0);
  const ms = parts.reduce((sum, [, figure, unit]) => sum + Number(figure) * UNITS[unit!]!, 0);
  if (length !== text.trimEnd().length || !(ms > 0) || ms > MOST) {
    throw new RefoldError(`'${text}' is no time: write 2h, 90m, 1h30m or 30s, 24 days at most`);
  }
  return ms;
}
