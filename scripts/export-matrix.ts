/**
 * Exports every named model, as trained, folded and pruned, in every format, runs the files and writes the errors to docs/exports.csv; then
 * draws the table of docs/export.md from it:
 *   npx tsx scripts/export-matrix.ts            what the file lacks, or has without a commit, the smallest models first; hours for all
 *   npx tsx scripts/export-matrix.ts --draw     the table alone
 * Names of models narrow it: npx tsx scripts/export-matrix.ts resnet-18 lenet-5
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NdArray, Rng } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import {
  checkExport,
  EXPORT_FORMATS,
  EXPORT_TOLERANCE,
  type ExportFormat,
  type ExportFormatName,
} from '@refold/core/export';
import { type Evaluate, fold, withRandomNorms } from '@refold/core/fold';
import { writeFileAtomic } from '@refold/core/io';
import { type Network, parameters, type Shape, ShapeError, trace } from '@refold/core/layers';
import { keepChannels, rank, targetsOf } from '@refold/core/prune';
import { findModel, type Listed, listModels, withParameters } from '../packages/lab/src/models/catalogue.ts';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { readCsv, writeCsv } from '../packages/lab/src/results/csv.ts';
import { commitOf, today } from '../packages/lab/src/results/provenance.ts';

const FILE = join(ROOT, 'docs/exports.csv');
const PAGE = join(ROOT, 'docs/export.md');
const COLUMNS = ['model', 'owner', 'input', 'form', 'format', 'error', 'tolerance', 'commit', 'date'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

const FORMS = ['trained', 'folded', 'pruned'] as const;
type Form = (typeof FORMS)[number];
const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormatName[];
/** Far from mean 0 and variance 1, at which statistics in the wrong order go unseen. */
const NORMS = [0.3, 1.3] as const;

const { experiments } = foldersOf(ROOT);
const folder = mkdtempSync(join(tmpdir(), 'refold-export-'));
const keyOf = ({ model, form, format }: Pick<Row, 'model' | 'form' | 'format'>): string => `${model} ${form} ${format}`;

/** The model in a form; pruned is folded first where sums tie all its channels, and undefined where nothing of it can be pruned. */
function inForm(net: Network, form: Form): Network | undefined {
  if (form === 'trained') return net;
  if (form === 'folded') return fold(net).network;
  const free = targetsIn(net).length > 0 ? net : fold(net).network;
  const targets = targetsIn(free);
  if (targets.length === 0) return undefined;
  const importances = rank(free, targets, 'l1');
  const kept = targets.map(({ group: { name, size } }, i) => [name, largestHalf(importances[i]!, size)]);
  return keepChannels(free, Object.fromEntries(kept));
}

const targetsIn = ({ layer, input }: Network) => targetsOf(layer, input);

/** The indices of the larger half of these values, ascending. */
const largestHalf = (values: ArrayLike<number>, size: number): readonly number[] =>
  [...Array(size).keys()]
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, Math.ceil(size / 2))
    .sort((a, b) => a - b);

/** Side of the images that models of larger ones get where their parameters fit both: a check doesn't need more. */
const SIDE = 96;

/** The shape of a model's samples here. */
function inputOf({ entry: { build, input } }: Listed): Shape {
  const small = [SIDE, SIDE, input.at(-1)!];
  if (input.length !== 3 || input[0]! <= SIDE) return input;
  const shapes = (shape: Shape) => [...parameters(trace(build(), shape))].map(({ shape }) => `${shape}`).join();
  try {
    return shapes(small) === shapes(input) ? small : input;
  } catch (error) {
    if (error instanceof ShapeError) return input;
    throw error;
  }
}

async function networkOf(listed: Listed, input: Shape): Promise<Network> {
  const found = await findModel(experiments, listed.name);
  const net = { ...(await withParameters(found, 0)), input };
  return found.params === undefined ? withRandomNorms(net, NORMS, Rng.seeded('export')) : net;
}

/** Our own evaluation, which gives again what it gave for the same network, or for one of the same numbers. */
function remembering(): Evaluate {
  let last: { readonly net: Network; readonly outputs: Map<number, NdArray> } | undefined;
  const isLast = ({ layer, params }: Network): boolean =>
    last?.net.layer === layer &&
    [...last.net.params].every(([path, { data }]) => {
      const other = params.get(path)!.data;
      return data.every((value, i) => value === other[i]);
    });
  return async (net, batch) => {
    if (last === undefined || !isLast(net)) last = { net, outputs: new Map() };
    const { outputs } = last;
    const samples = batch.shape[0]!;
    const y = outputs.get(samples) ?? (await evaluateOnce(net, batch));
    outputs.set(samples, y);
    return y;
  };
}
const evaluate = remembering();

/** The largest error of a network in a format, over batches of one and three. */
async function errorOf(net: Network, format: ExportFormat): Promise<number> {
  const path = join(folder, `net${format.extension ?? ''}`);
  format.write(path, net, {});
  const errors = await checkExport(path, net, format.runtime, evaluate);
  rmSync(path, { recursive: true });
  if (errors === undefined) throw new Error(`${format.runtime.package} isn't installed`);
  return Math.max(...errors.map(({ error }) => error));
}

async function measure(names: readonly string[]): Promise<void> {
  const rows = new Map(readCsv(FILE, COLUMNS).map(row => [keyOf(row), row]));
  /** A line without a commit is of code that nobody can look at any more. */
  const isDone = (key: string): boolean => (rows.get(key)?.commit ?? '') !== '';
  await selectBackend('auto');
  const commit = commitOf(ROOT);
  const cost = (listed: Listed) => count(listed.entry.build(), inputOf(listed)).total.macs;
  const all = (await listModels(experiments)).filter(({ name }) => names.length === 0 || names.includes(name));
  for (const listed of all.sort((a, b) => cost(a) - cost(b))) {
    const { name: model, owner } = listed;
    const missing = (form: Form) => FORMATS.filter(format => !isDone(keyOf({ model, form, format })));
    if (FORMS.every(form => missing(form).length === 0)) continue;
    const input = inputOf(listed);
    const net = await networkOf(listed, input);
    for (const form of FORMS) {
      const formed = missing(form).length > 0 ? inForm(net, form) : undefined;
      for (const format of missing(form)) {
        const error = formed === undefined ? '' : (await errorOf(formed, EXPORT_FORMATS[format])).toExponential(1);
        const facts = { error, tolerance: `${EXPORT_TOLERANCE}`, commit, date: today() };
        rows.set(keyOf({ model, form, format }), { model, owner, input: input.join('x'), form, format, ...facts });
        process.stdout.write(`${keyOf({ model, form, format })} ${error}\n`);
      }
      writeCsv(FILE, COLUMNS, [...rows.values()]);
    }
  }
}

/** What a column of the table shows: the forms of one format. */
const TABLE: readonly { readonly head: string; readonly format: ExportFormatName; readonly forms: readonly Form[] }[] =
  [
    ...(['onnx', 'tfjs'] as const).flatMap(format =>
      FORMS.map(form => ({ head: `${format}, ${form}`, format, forms: [form] })),
    ),
    ...(['pth', 'safetensors'] as const).map(format => ({ head: `${format}, all three`, format, forms: FORMS })),
  ];

/** One line per model: its largest errors. */
function table(rows: readonly Row[], listed: readonly Listed[]): string {
  const errors = new Map(rows.map(row => [keyOf(row), row.error]));
  const inputs = new Map(rows.map(({ model, input }) => [model, input]));
  const cell = (model: string, { format, forms }: (typeof TABLE)[number]): string => {
    const found = forms.map(form => errors.get(keyOf({ model, form, format })));
    if (found.includes(undefined)) return 'not run';
    const numbers = found.filter(error => error !== '').map(Number);
    if (numbers.length === 0) return '-';
    const worst = Math.max(...numbers);
    return worst === 0 ? '0' : worst.toExponential(1);
  };
  const lines = listed
    .filter(({ name }) => rows.some(({ model }) => model === name))
    .map(({ name, owner }) => [`\`${name}\``, owner, inputs.get(name)!, ...TABLE.map(column => cell(name, column))]);
  const heads = ['model', 'of', 'input', ...TABLE.map(({ head }) => head)];
  return [heads, heads.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

async function draw(): Promise<void> {
  const [rows, listed] = [readCsv(FILE, COLUMNS), await listModels(experiments)];
  const worst = Math.max(...rows.map(({ error }) => Number(error)));
  const models = new Set(rows.map(({ model }) => model)).size;
  const files = rows.filter(({ error }) => error !== '').length;
  const about = `${models} of ${listed.length} named models, ${files} files; the largest error is ${worst.toExponential(1)}.`;
  const page = readFileSync(PAGE, 'utf8');
  const drawn = page.replace(
    /(<!-- matrix -->\n)[\s\S]*(<!-- end -->)/,
    (_, begin, end) => `${begin}${about}\n\n${table(rows, listed)}\n${end}`,
  );
  writeFileAtomic(PAGE, drawn);
}

const args = process.argv.slice(2);
try {
  if (!args.includes('--draw')) await measure(args);
  await draw();
} finally {
  rmSync(folder, { recursive: true });
}
