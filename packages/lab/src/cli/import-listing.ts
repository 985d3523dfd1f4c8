/** What `refold import` tells of a file of weights. */
import { listSkipped, type WeightFile } from '@refold/core/io';
import { show } from '@refold/core/layers';
import type { Fit, NameMap } from '@refold/core/zoo';
import { type Fitting, formInWords } from '../models/importing.ts';
import { columns } from '../terminal/text-table.ts';

/** Tensors that are listed unless all are asked for. */
const MOST = 24;

/** The file's format, the part that was taken, and what else there is. */
export function fileLines(path: string, { format, tensors, part, others, skipped }: WeightFile): string {
  const values = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  const taken = part === '.' ? '' : ` of '${part}'`;
  const lines: [string, string][] = [
    ['file', `${path}: ${format}, ${tensors.size} tensors${taken}, ${values.toLocaleString('en-US')} values`],
  ];
  if (others.length > 0) {
    lines.push(['also there', `${others.join(', ')} (--part ${others[0]} takes that one)`]);
  }
  if (skipped.length > 0) lines.push(['skipped', listSkipped(skipped)]);
  return labelled(lines);
}

/** How a file was read into a model. */
export function importLines({ map, form, match }: Fit): string {
  const { matched, ignored } = match;
  const lines: [string, string][] = [
    ['names', `${map.of}; ${formInWords(form)}`],
    ['matched', `${matched.length} tensors`],
  ];
  if (ignored.length > 0) lines.push(['ignored', `${ignored.length} tensors: ${shortened(ignored)}`]);
  return labelled(lines);
}

/** Tensors by name and shape. */
export function tensorLines({ tensors }: WeightFile, all: boolean): string {
  const rows = [...tensors].map(([name, { shape }]) => [name, show(shape)] as const);
  const listed = all ? rows : rows.slice(0, MOST);
  const more = rows.length - listed.length;
  return columns(listed) + (more > 0 ? `\n  ... and ${more} more; --all lists them` : '');
}

/** Which models a file fits, or what comes nearest to that. */
export function fittingLines(maps: readonly NameMap[], fitting: readonly Fitting[]): string {
  if (maps.length === 0) return 'Its names are of no publisher that Refold knows.';
  const publishers = `Its names are those of ${maps.map(({ of }) => of).join(', ')}.`;
  if (fitting.length === 0) {
    return `${publishers}\nIt fits no named model completely. With --model, the tensors that are missing, of another shape or without a place are listed.`;
  }
  const rows = fitting.map(
    ({ model, fit }) => [`--model ${model}`, `${formInWords(fit.form)}, names of ${fit.map.of}`] as const,
  );
  const several =
    rows.length > 1
      ? '\nSeveral models have these names and shapes. They differ in what the file does not record, such as strides and padding.'
      : '';
  return `${publishers} It fits:\n${columns(rows)}${several}`;
}

/** Lines under labels of one width. */
export const labelled = (lines: readonly (readonly [label: string, text: string])[]): string =>
  lines.map(([label, text]) => `${label.padEnd(15)}${text}`).join('\n');

const shortened = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
