/**
 * Imports checkpoints that PyTorch wrote and compares what the networks make of one input: `npx tsx scripts/peers/compare.ts FOLDER [PART]`,
 * where PART is a part of the files' names. The files are `<model>[+<rewriting>].<anything>.pth`, each with its `state_dict`, and beside it
 * `input` and `output`: full_size.py makes some. Prints the largest difference over the largest output, as imported and as folded, and puts
 * it into results/import.csv in place of the same file's, and the largest of all into docs/importing.md; exits with 1 where one is above the bound.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { fold, relativeError } from '@refold/core/fold';
import { readTorch, readWeightFile, writeFileAtomic } from '@refold/core/io';
import { reorder } from '../../packages/core/src/ndarray.ts';
import { formInWords, importModel } from '../../packages/lab/src/models/importing.ts';
import { foldersOf, ROOT } from '../../packages/lab/src/plan/folders.ts';
import { readCsv, writeCsv } from '../../packages/lab/src/results/csv.ts';
import { commitOf, today } from '../../packages/lab/src/results/provenance.ts';
import { filled } from '../bench/page.ts';

/** Sums of thousands of float32 products, in another order, through some fifty layers. */
const BOUND = 1e-5;
const OUT = join(ROOT, 'results/import.csv');
const PAGE = 'docs/importing.md';
const COLUMNS = ['file', 'form', 'names', 'imported', 'folded', 'bound', 'backend', 'commit', 'date'] as const;
const TO_NHWC = [0, 2, 3, 1];

/** Errors of the imported and of the folded network. */
async function errorsOf(path: string) {
  const [name = ''] = basename(path).split(/\.[^.]+\.pth$/);
  const [model = '', rewriting] = name.split('+');
  const file = await readWeightFile(path, 'state_dict');
  const { network, fit } = await importModel(foldersOf(ROOT).experiments, path, file, { model, rewriting });
  const beside = readTorch(path, '.').tensors;
  const [input, expected] = [reorder(beside.get('input')!, TO_NHWC), beside.get('output')!.data];
  const imported = relativeError(expected, (await evaluateOnce(network, input)).data);
  const folded = relativeError(expected, (await evaluateOnce(fold(network).network, input)).data);
  return { form: formInWords(fit.form), names: fit.map.of, imported, folded };
}

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** What docs/importing.md says of all files. */
function summary(rows: readonly Row[]): string {
  const errors = rows.flatMap(({ imported, folded }) => [Number(imported), Number(folded)]);
  const largest = Math.max(...errors).toExponential(1);
  const last = rows
    .map(({ date }) => date)
    .sort()
    .at(-1);
  return `${rows.length} files are compared in [import.csv](../results/import.csv), last on ${last}: the largest difference, as imported or as folded, is ${largest} of the largest output.`;
}

const [folder = '.', only = ''] = process.argv.slice(2);
const { detail: backend } = await selectBackend('auto');
for (const file of readdirSync(folder).filter(name => name.endsWith('.pth') && name.includes(only))) {
  const { imported, folded, form, names } = await errorsOf(join(folder, file));
  if (!(imported <= BOUND && folded <= BOUND)) process.exitCode = 1;
  const errors = { imported: imported.toExponential(1), folded: folded.toExponential(1) };
  const record = { file, form, names, ...errors, bound: String(BOUND), backend, commit: commitOf(ROOT), date: today() };
  const others = readCsv(OUT, COLUMNS).filter(other => other.file !== file);
  const rows = [...others, record];
  writeCsv(OUT, COLUMNS, rows);
  const page = join(ROOT, PAGE);
  writeFileAtomic(page, filled(readFileSync(page, 'utf8'), PAGE, 'import', summary(rows)));
  console.log(`${file.padEnd(48)}${errors.imported}  folded ${errors.folded}  ${form}, ${names}`);
}
