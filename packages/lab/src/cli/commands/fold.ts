import { RefoldError } from '@refold/core';
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
    seed: { type: 'string', value: 'n', help: 'seed of the random parameters of a named model; default: 0' },
    backend: {
      type: 'string',
      value: 'name',
      help: 'backend on which the error is measured; default: the best that works',
    },
  },
  example: 'refold fold repvgg-a0',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.positionals;
  const seed = wholeNumber(call, 'seed', 0) ?? 0;
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
  const { network: folded, report } = fold(trained);
  const seconds = (performance.now() - start) / 1000;
  requireFinite(folded, `${name}, folded,`);
  process.stdout.write(`${formatReport(report)}\ntime           ${seconds.toFixed(2)} s\n`);
  const backend = await backends.selectBackend(choice);
  const error = await verify(trained, folded, evaluateOnce);
  if (!Number.isFinite(error)) {
    throw new RefoldError(
      `${name}: its outputs on random images, or those of the folded network, are NaN or infinite, though its parameters are finite. ` +
        'The fold could not be checked, and nothing was written.',
    );
  }
  process.stdout.write(`error          ${error.toExponential(2)} of the largest output, on ${backend.name}\n`);
  if (out === undefined) return 0;
  writeNetwork(out, { ...trained, ...folded });
  process.stdout.write(`written        ${out}\n`);
  return 0;
}
