import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import { fileToWrite } from '../../models/model-file.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, OUT, WITH, wholeNumber } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';

export const foldCommand: Command = {
  name: 'fold',
  positionals: ['<model>'],
  summary:
    'Fold a model file, published weights or a named model; report what was folded, what was not and why, and the error.',
  options: {
    with: WITH,
    out: OUT,
    ...FACTS,
    report: { type: 'boolean', help: 'show the difference of both forms after each stage' },
    against: {
      type: 'string',
      value: 'file',
      help: 'with --report: a model file of the folded form as it was made elsewhere, in place of our own',
    },
    data: {
      type: 'string',
      value: 'dataset',
      help: 'with --report: the dataset whose test images both are given; default: noise',
    },
    seed: { type: 'string', value: 'n', help: 'seed of the random parameters of a named model; default: 0' },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'backend on which the error is measured; default: the best that works',
    },
  },
  example: 'refold fold repvgg-a0',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.positionals;
  const seed = wholeNumber(call, 'seed', 0) ?? 0;
  for (const option of ['against', 'data']) {
    if (call.text(option) !== undefined && !call.flag('report'))
      throw new RefoldError(`--${option} is for --report, which is missing`);
  }
  const out = fileToWrite(call.text('out'), name);
  const [
    { findModelWith, withParameters },
    { writeNetwork },
    { fold, formatReport, requireFinite, verify },
    { evaluateOnce },
    backends,
  ] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/io'),
    import('@refold/core/fold'),
    import('@refold/core/apply'),
    import('@refold/core/backend'),
  ]);
  const choice = backends.parseBackendChoice(call.text('backend') ?? 'auto');
  const found = await findModelWith(foldersOf(ROOT).experiments, name, call.text('with'));
  const trained = await withParameters({ ...found, ...(await factsOf(call, found)) }, seed);
  requireFinite(trained, name);
  const start = performance.now();
  const { network: folded, report: done } = fold(trained);
  const seconds = (performance.now() - start) / 1000;
  requireFinite(folded, `${name}, folded,`);
  process.stdout.write(`${formatReport(done)}\ntime           ${seconds.toFixed(2)} s\n`);
  const backend = await backends.selectBackend(choice);
  const error = await verify(trained, folded, evaluateOnce);
  if (!Number.isFinite(error)) {
    throw new RefoldError(
      `${name}: its outputs on random images, or those of the folded network, are NaN or infinite, though its parameters are finite. ` +
        'The fold could not be checked, and nothing was written.',
    );
  }
  process.stdout.write(`error          ${error.toExponential(2)} of the largest output, on ${backend.name}\n`);
  if (call.flag('report')) process.stdout.write(`\n${await report(call, trained, folded)}\n`);
  if (out === undefined) return 0;
  writeNetwork(out, { ...trained, ...folded });
  process.stdout.write(`written        ${out}\n`);
  return 0;
}

/** Where both forms part. @throws RefoldError for a file that isn't a model file or is of another network, and for images that don't fit */
async function report(call: Arguments, trained: Model, folded: Network): Promise<string> {
  const [{ stageReport }, { reportInputs }, { readNetwork }] = await Promise.all([
    import('../../models/stage-report.ts'),
    import('../../models/report-inputs.ts'),
    import('@refold/core/io'),
  ]);
  const against = call.text('against');
  const other = against === undefined ? folded : readNetwork(against);
  const inputs = await reportInputs(trained, call.text('data'), wholeNumber(call, 'seed', 0) ?? 0);
  return await stageReport(trained, other, inputs);
}
