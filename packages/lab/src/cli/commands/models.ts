import { RefoldError } from '@refold/core';
import type { Listed } from '../../models/catalogue.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { textTable } from '../../terminal/text-table.ts';
import { wildcard } from '../../terminal/wildcard.ts';
import type { Command } from '../command.ts';

export const modelsCommand: Command = {
  name: 'models',
  positionals: ['[paper or pattern]'],
  summary:
    "List the named models and published weights, with their counts as trained: all of them, those of one paper or of 'core', or those whose names match a pattern with *.",
  options: { json: { type: 'boolean', help: 'print JSON, descriptions too' } },
  example: "refold models 'resnet-*-cifar*'",
  async run(call) {
    const [wanted] = call.positionals;
    const [{ listModels }, { count }] = await Promise.all([
      import('../../models/catalogue.ts'),
      import('@refold/core/cost'),
    ]);
    const chosen = await chosenFrom(await listModels(foldersOf(ROOT).experiments), wanted);
    const models = chosen.map(({ name, owner: paper, entry: { build, input, description }, weights }) => {
      const { params, macs } = count(build(), input).total;
      return { name, paper, input: input.join('x'), params, macs, accuracy: weights?.accuracy, description };
    });
    const text = call.flag('json')
      ? JSON.stringify(models)
      : textTable(
          ['model', 'paper', 'input', 'parameters', 'multiply-adds', 'weights'],
          models.map(({ name, paper, input, params, macs, accuracy }) => [
            name,
            paper,
            input,
            millions(params).padStart('parameters'.length),
            millions(macs).padStart('multiply-adds'.length),
            accuracy === undefined ? '' : `${(100 * (1 - accuracy)).toFixed(2)} % error`,
          ]),
        );
    process.stdout.write(`${text}\n`);
    return 0;
  },
};

/** @throws RefoldError for a word that is neither an owner nor matches a name, with similar ones */
async function chosenFrom(all: readonly Listed[], wanted: string | undefined): Promise<readonly Listed[]> {
  if (wanted === undefined) return all;
  const owners = [...new Set(all.map(({ owner }) => owner))];
  if (owners.includes(wanted)) return all.filter(({ owner }) => owner === wanted);
  const pattern = new RegExp(`^${wildcard(wanted)}$`);
  const matching = all.filter(({ name }) => pattern.test(name));
  if (matching.length > 0) return matching;
  if (wanted.includes('*')) throw new RefoldError(`no model's name matches '${wanted}'. refold models lists all`);
  const { unknownName } = await import('../../terminal/suggestions.ts');
  throw unknownName('paper or model', wanted, [...owners, ...all.map(({ name }) => name)]);
}

/** In millions, to four digits. */
const millions = (value: number): string =>
  `${(value / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 4, minimumSignificantDigits: 4 })} M`;
