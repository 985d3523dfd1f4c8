/** Sizes of files, as they are shown and as they are written on the command line. */

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 };

/** '1.5 kB', '2.0 MB', '3.2 GB' */
export function sizeInWords(bytes: number): string {
  const unit = bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB';
  return `${(bytes / UNITS[unit]!).toFixed(1)} ${unit}`;
}

/** The bytes of '100MB', '1.5 GB' or '20 kB'; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const [, figure, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kKMG]?B)\s*$/.exec(text) ?? [];
  return figure === undefined ? undefined : Number(figure) * UNITS[unit!]!;
}
