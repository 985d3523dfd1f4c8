import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Command, columns } from '../command.ts';

export const modelsCommand: Command = {
  name: 'models',
  positionals: ['[paper]'],
  summary: 'List the named models and published weights, all of them or those of one paper.',
  options: {},
  example: 'refold models repvgg',
  async run({ positionals: [owner] }) {
    const [{ listModels }, { unknownName }] = await Promise.all([
      import('../../models/catalogue.ts'),
      import('../../terminal/suggestions.ts'),
    ]);
    const all = await listModels(foldersOf(ROOT).experiments);
    const owners = [...new Set(all.map(model => model.owner))];
    if (owner !== undefined && !owners.includes(owner)) throw unknownName('paper', owner, owners);
    const listed = all.filter(model => owner === undefined || model.owner === owner);
    process.stdout.write(`${columns(listed.map(({ name, entry }) => [name, entry.description]))}\n`);
    return 0;
  },
};
