import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RefoldError } from '@refold/core';
import type { BackendChoice } from '@refold/core/backend';
import type { ExportFormat, ExportFormatName, ExportOptions, MapLayout } from '@refold/core/export';
import type { Model } from '@refold/core/io';
import { isModelFile, isSameFile, placeToWrite } from '../../models/model-file.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { sizeInWords } from '../../terminal/size.ts';
import { type Arguments, type Command, oneOf, WITH, wholeNumber } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';

const LAYOUTS: readonly MapLayout[] = ['nchw', 'nhwc'];

export const exportCommand: Command = {
  name: 'export',
  positionals: ['<model>'],
  summary:
    "Write a model file, published weights or a named model in another program's format, run it there, and compare the outputs.",
  options: {
    format: { type: 'string', value: 'format', help: formatHelp },
    out: {
      type: 'string',
      short: 'o',
      value: 'path',
      help: "the file, or for tfjs the folder, to write; default: the model's name in this folder",
    },
    folded: { type: 'boolean', help: 'fold the network first: the same outputs from fewer layers' },
    with: WITH,
    layout: {
      type: 'string',
      value: 'nchw|nhwc',
      help: "of onnx's input and output, where they are maps: nchw (default) or nhwc",
    },
    'no-check': { type: 'boolean', help: "don't run the file" },
    ...FACTS,
    seed: { type: 'string', value: 'n', help: 'seed of the random parameters of a named model; default: 0' },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'backend that the file is compared with; default: the best that works',
    },
  },
  example: 'refold export repvgg-a0 --format onnx --folded',
  run,
};

async function formatHelp(): Promise<string> {
  const { EXPORT_FORMATS } = await import('@refold/core/export');
  const listed = Object.entries(EXPORT_FORMATS).map(([name, { about }]) => `${name}: ${about}`);
  return listed.join('; ');
}

async function run(call: Arguments): Promise<number> {
  const [{ findModelWith, withParameters }, { EXPORT_FORMATS }, { fold, requireFinite }, { parseBackendChoice }] =
    await Promise.all([
      import('../../models/catalogue.ts'),
      import('@refold/core/export'),
      import('@refold/core/fold'),
      import('@refold/core/backend'),
    ]);
  const [name = ''] = call.positionals;
  const [seed, backend] = [wholeNumber(call, 'seed', 0) ?? 0, parseBackendChoice(call.text('backend') ?? 'auto')];
  const formatName = oneOf('format', formatOf(call), Object.keys(EXPORT_FORMATS) as ExportFormatName[]);
  const format: ExportFormat = EXPORT_FORMATS[formatName];
  const options = optionsOf(call, formatName);
  const found = await findModelWith(foldersOf(ROOT).experiments, name, call.text('with'));
  const path = pathOf(call, name, formatName, format);
  const trained = await withParameters({ ...found, ...(await factsOf(call, found)) }, seed);
  requireFinite(trained, name);
  const model = call.flag('folded') ? { ...trained, ...fold(trained).network } : trained;
  requireFinite(model, `${name}, folded,`);
  format.write(path, model, options);
  const parameters = found.params ? '' : `, with random parameters (seed ${seed})`;
  const form = call.flag('folded') ? 'folded' : 'as trained';
  process.stdout.write(
    `${name}: ${found.description}${parameters}\nwritten  ${path}, ${form}, ${sizeInWords(bytesOf(path))}\n`,
  );
  if (call.flag('no-check')) return 0;
  return await check(path, model, format, options, backend);
}

/** @throws RefoldError where `--format` is missing */
function formatOf(call: Arguments): string {
  const text = call.text('format');
  if (text === undefined)
    throw new RefoldError('--format is missing: --format onnx, or another (refold export --help)');
  return text;
}

/** @throws RefoldError for an unknown layout, and for one of a format that has no choice */
function optionsOf(call: Arguments, format: ExportFormatName): ExportOptions {
  const text = call.text('layout');
  if (text === undefined) return {};
  if (format !== 'onnx')
    throw new RefoldError(`--layout is for --format onnx; ${format} has one layout only: leave it out`);
  return { layout: oneOf('layout', text, LAYOUTS) };
}

/** Where to write. @throws RefoldError for a place that can't be written, or is what is read */
function pathOf(call: Arguments, name: string, formatName: ExportFormatName, { extension }: ExportFormat): string {
  const form = call.flag('folded') ? '-folded' : '';
  const path = call.text('out') ?? `${basename(name, '.safetensors')}${form}${extension ?? `-${formatName}`}`;
  if (extension === undefined) return folderToWrite(path);
  if (!path.endsWith(extension)) throw new RefoldError(`--out is '${path}'; the name must end in ${extension}`);
  if (isModelFile(name) && isSameFile(path, name)) {
    throw new RefoldError(`'${path}' is the file that is read: name another with --out`);
  }
  return placeToWrite('out', path);
}

/** Makes a folder for files. @throws RefoldError for a file of that name, and for a place that can't be written */
function folderToWrite(path: string): string {
  if (existsSync(path) && !statSync(path).isDirectory()) {
    throw new RefoldError(`--out is '${path}', which is a file: the format writes a folder`);
  }
  placeToWrite('out', join(path, 'model.json'));
  return path;
}

/** The size of a file, or of what a folder has. */
function bytesOf(path: string): number {
  const own = statSync(path);
  if (!own.isDirectory()) return own.size;
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

/** Runs the file, prints how far it is from ours and returns the exit code. */
async function check(
  path: string,
  model: Model,
  { runtime }: ExportFormat,
  options: ExportOptions,
  choice: BackendChoice,
): Promise<number> {
  const [{ checkExport, exportTolerance, passes }, { evaluateOnce }, { selectBackend }] = await Promise.all([
    import('@refold/core/export'),
    import('@refold/core/apply'),
    import('@refold/core/backend'),
  ]);
  const backend = await selectBackend(choice);
  const errors = await checkExport(path, model, runtime, evaluateOnce, options);
  if (errors === undefined) {
    const needed = runtime.package ?? runtime.name;
    process.stdout.write(`not checked, because ${needed} isn't installed; npm install ${needed}\n`);
    return 0;
  }
  const listed = errors.map(one => `${one.error.toExponential(1)} (batch of ${one.samples})`).join(', ');
  const tolerance = exportTolerance(model);
  const verdict = passes(errors, tolerance) ? 'passed' : `FAILED: the file at ${path} is not what the network computes`;
  process.stdout.write(
    `checked  max|y − y'| / max|y| in ${runtime.name} against ${backend.name}: ${listed}; tolerance ${tolerance}: ${verdict}\n`,
  );
  return passes(errors, tolerance) ? 0 : 1;
}
