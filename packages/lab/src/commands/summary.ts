import { RefoldError } from '@refold/core';
import type { Shape } from '@refold/core/layers';
import { type Arguments, type Command, wholeNumber } from '../command.ts';
import { foldersOf, ROOT } from '../root.ts';
import { textTable } from '../text-table.ts';

export const summaryCommand: Command = {
  name: 'summary',
  words: ['<model>'],
  summary: 'Parameters and multiply-adds of a model, as trained and as folded.',
  options: {
    input: { type: 'string', value: 'HxWxC', help: "shape of one sample; the model's own unless told" },
    classes: { type: 'string', value: 'n', help: "number of classes; the model's own unless told" },
    json: { type: 'boolean', help: 'print JSON' },
  },
  example: 'refold summary repvgg-a0 --input 320x320x3 --json',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.words;
  const classes = wholeNumber(call, 'classes', 1);
  const [{ findModel }, { count, countFolded }] = await Promise.all([
    import('../catalogue.ts'),
    import('@refold/core/cost'),
  ]);
  const entry = await findModel(foldersOf(ROOT).experiments, name);
  const input = shapeOption(call) ?? entry.input;
  const layer = entry.build(classes === undefined ? {} : { classes });
  const trained = count(layer, input).total;
  const folded = countFolded(layer, input).total;
  const summary = {
    model: name,
    input,
    trained: { params: trained.params, macs: trained.macs },
    folded: { params: folded.params, macs: folded.macs, winogradMuls: folded.winogradMuls },
  };
  process.stdout.write(`${call.flag('json') ? JSON.stringify(summary) : readable(summary, entry.description)}\n`);
  return 0;
}

/** @throws RefoldError for what isn't a shape like 224x224x3 */
function shapeOption(call: Arguments): Shape | undefined {
  const text = call.text('input');
  if (text === undefined) return undefined;
  const shape = text.split('x').map(Number);
  if (shape.length > 3 || !shape.every(size => Number.isInteger(size) && size > 0)) {
    throw new RefoldError(`--input is '${text}'; it must be a shape like 224x224x3`);
  }
  return shape;
}

interface Summary {
  readonly model: string;
  readonly input: Shape;
  readonly trained: { readonly params: number; readonly macs: number };
  readonly folded: { readonly params: number; readonly macs: number; readonly winogradMuls: number };
}

function readable({ model, input, trained, folded }: Summary, description: string): string {
  const number = (value: number) => value.toLocaleString('en-US').padStart(16);
  const lines = [
    ['parameters', number(trained.params), number(folded.params)],
    ['multiply-adds', number(trained.macs), number(folded.macs)],
    ['Winograd multiplications', '', number(folded.winogradMuls)],
  ];
  return `${model}: ${description}\ninput ${input.join('x')}\n\n${textTable(['', 'trained'.padStart(16), 'folded'.padStart(16)], lines)}`;
}
