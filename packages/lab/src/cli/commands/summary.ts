import type { Count } from '@refold/core/cost';
import type { ModelFacts } from '@refold/core/io';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { textTable } from '../../terminal/text-table.ts';
import { type Arguments, type Command, shapeOption, WITH, wholeNumber } from '../command.ts';

export const summaryCommand: Command = {
  name: 'summary',
  positionals: ['<model>'],
  summary: 'Count the parameters and multiply-adds of a named model or a model file, as trained and as folded.',
  options: {
    with: WITH,
    input: { type: 'string', value: 'HxWxC', help: "shape of one sample; default: the model's own" },
    classes: { type: 'string', value: 'n', help: "number of classes; default: the model's own" },
    layers: { type: 'boolean', help: 'a line for each layer too, as trained' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  example: 'refold summary resnet-18 --with dbb',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.positionals;
  const classes = wholeNumber(call, 'classes', 1);
  const [{ findModelWith }, { count }, { countFolded }] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/cost'),
    import('@refold/core/fold'),
  ]);
  const entry = await findModelWith(foldersOf(ROOT).experiments, name, call.text('with'));
  const input = shapeOption(call) ?? entry.input;
  const layer = entry.build(classes === undefined ? {} : { classes });
  const [trained, folded] = [count(layer, input), countFolded(layer, input)];
  const layers = call.flag('layers')
    ? `\n\n${(await import('../../models/layers-table.ts')).layersTable(layer, input)}`
    : '';
  const text = call.flag('json')
    ? JSON.stringify({
        model: name,
        ...(call.text('with') !== undefined && { with: call.text('with') }),
        input,
        trained: { params: trained.total.params, macs: trained.total.macs },
        folded: {
          params: folded.total.params,
          macs: folded.total.macs,
          winogradMuls: folded.total.winogradMuls,
        },
      })
    : `${name}: ${entry.description}\ninput ${input.join('x')}\n${about(entry)}\n${comparison(trained, folded)}${layers}`;
  process.stdout.write(`${text}\n`);
  return 0;
}

/** What is known of a model's images and outputs, in lines. */
function about({ normalization, classNames, dimensions }: ModelFacts): string {
  const lines: string[] = [];
  if (normalization)
    lines.push(`normalized by mean ${normalization.mean.join(', ')}, std ${normalization.std.join(', ')}`);
  if (classNames) {
    const more = classNames.length - MOST_NAMES;
    lines.push(`classes ${classNames.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  if (dimensions)
    lines.push(`rates ${dimensions.map(({ name, range }) => `${name} (${range.join(' to ')})`).join(', ')}`);
  return lines.map(line => `${line}\n`).join('');
}

/** Class names that are printed. */
const MOST_NAMES = 10;

function comparison(trained: Count, folded: Count): string {
  const row = (heading: string, of: (count: Count) => number, unit = ''): string[] => [
    heading,
    ...[trained, folded].map(count => `${of(count).toLocaleString('en-US')}${unit}`.padStart(16)),
  ];
  const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 100) / 100;
  const rows = [
    row('parameters', ({ total }) => total.params),
    row('multiply-adds', ({ total }) => total.macs),
    row('Winograd multiplications', ({ total }) => total.winogradMuls),
    row('peak activations, inference', ({ memory }) => mebibytes(memory.inference), ' MiB'),
    row('kept activations, training', ({ memory }) => mebibytes(memory.training), ' MiB'),
  ];
  return `${textTable(['', 'trained'.padStart(16), 'folded'.padStart(16)], rows)}${warning(trained, folded)}`;
}

/** A linear map over a whole grid has one bias per output value, and may be larger than the layers that it replaces. */
function warning({ total: trained }: Count, { total: folded }: Count): string {
  const more = folded.params - trained.params;
  if (more <= 0) return '';
  return `\n\nFolding adds ${more.toLocaleString('en-US')} parameters: its linear maps over whole grids are larger than the layers that they replace.\n`;
}
