import { Rng } from '@refold/core';
import { type Arguments, type Command, WITH, wholeNumber } from '../command.ts';
import { foldersOf, ROOT } from '../root.ts';

export const foldCommand: Command = {
  name: 'fold',
  words: ['<model>'],
  summary: 'Fold a model with random parameters; say what folded, what did not and why, and the measured error.',
  options: {
    with: WITH,
    seed: { type: 'string', value: 'n', help: 'seed of the parameters; 0 unless told' },
    backend: { type: 'string', value: 'name', help: 'where the error is measured; the best that works unless told' },
  },
  example: 'refold fold repvgg-a0',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.words;
  const seed = wholeNumber(call, 'seed', 0) ?? 0;
  const [{ findModelWith }, { network }, { fold, formatReport, verify }, { evaluateOnce }, backends] =
    await Promise.all([
      import('../catalogue.ts'),
      import('@refold/core/layers'),
      import('@refold/core/fold'),
      import('@refold/core/apply'),
      import('@refold/core/backend'),
    ]);
  const entry = await findModelWith(foldersOf(ROOT).experiments, name, call.text('with'));
  const trained = network(entry.build(), entry.input, Rng.seeded(seed));
  const start = performance.now();
  const { network: folded, report } = fold(trained);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${formatReport(report)}\ntime           ${seconds.toFixed(2)} s\n`);
  const backend = await backends.selectBackend(backends.parseBackendChoice(call.text('backend') ?? 'auto'));
  const error = await verify(trained, folded, evaluateOnce);
  process.stdout.write(`error          ${error.toExponential(2)} of the largest output, on ${backend.name}\n`);
  return 0;
}
