/** `refold runs curve`: the metrics of one run, step by step. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { RUN_FILES } from '@refold/core/runs';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type CurvePoint, metricsIn, metricsOf, readCurve } from '../../runs/curve.ts';
import { type RunFolder, runFolders } from '../../runs/folders.ts';
import { textTable } from '../../terminal/text-table.ts';
import { type Arguments, wholeNumber } from '../command.ts';

/** Metrics that fit a line. */
const MOST = 8;

/** Shows the metrics of a run, or prints them all as CSV. @returns the exit code */
export async function showCurve(call: Arguments): Promise<number> {
  const { folder } = runNamed(call.positionals.slice(1));
  const path = join(folder, RUN_FILES.metrics);
  if (!existsSync(path)) throw new RefoldError(`${folder} has no ${RUN_FILES.metrics}: the run hasn't begun`);
  const asked = call
    .text('metric')
    ?.split(',')
    .map(name => name.trim());
  if (call.flag('csv')) return await printAll(path, asked);
  const isAsked = ({ values }: CurvePoint) => asked === undefined || asked.some(name => name in values);
  const points = await readCurve(
    path,
    record => (asked === undefined ? 'trainLoss' in record : isAsked(metricsOf(record))),
    wholeNumber(call, 'points', 2) ?? 20,
  );
  const names = asked ?? [...new Set(points.flatMap(({ values }) => Object.keys(values)))].slice(0, MOST);
  if (points.length === 0) throw nothingOf(asked, path);
  process.stdout.write(
    `${textTable(
      ['step', 'epoch', ...names],
      points.map(point => lineOf(point, names)),
    )}\n`,
  );
  return 0;
}

const lineOf = ({ step, epoch, values }: CurvePoint, names: readonly string[]): readonly string[] => [
  String(step),
  String(epoch),
  ...names.map(name => (values[name] === undefined ? '' : String(Number(values[name].toPrecision(5))))),
];

function nothingOf(asked: readonly string[] | undefined, path: string): RefoldError {
  if (asked === undefined) return new RefoldError(`${path}: no epoch is done yet. --metric loss shows single steps.`);
  return new RefoldError(`${path} has no ${asked.join(' or ')}. --csv prints all that it has.`);
}

/** Prints a line of CSV for each metric at each step, as it is read. */
async function printAll(path: string, asked: readonly string[] | undefined): Promise<number> {
  let lines = 'step,epoch,metric,value\n';
  for await (const record of metricsIn(path)) {
    const { step, epoch, values } = metricsOf(record);
    for (const [name, value] of Object.entries(values)) {
      if (asked === undefined || asked.includes(name)) lines += `${step},${epoch},${name},${value}\n`;
    }
    if (lines.length < 1 << 16) continue;
    await written(lines);
    lines = '';
  }
  await written(lines);
  return 0;
}

/** Waits where the reader of the output is slower. */
const written = (text: string): Promise<void> =>
  new Promise(resolve => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });

/** The run whose id begins so. @throws RefoldError where there is none, or several */
function runNamed(words: readonly string[]): RunFolder {
  const [id = '', ...more] = words;
  if (id === '' || more.length > 0)
    throw new RefoldError('refold runs curve needs one run, by its hash: refold runs list shows them');
  const { runs } = foldersOf(ROOT);
  const found = [...runFolders(runs)].filter(run => !run.isAside && run.id.startsWith(id));
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new RefoldError(`there is no run ${id} in ${runs}: refold runs list shows those that there are`);
  throw new RefoldError(
    `${found.length} runs begin with ${id}: ${found.map(run => `${run.group}/${run.id}`).join(', ')}. Give more of the hash.`,
  );
}
