import { extname } from 'node:path';
import { RefoldError } from '@refold/core';
import type { Drawable } from '@refold/core/draw';
import type { Expression } from '@refold/core/layers';
import { drawingOf, FORMS, type Form } from '../../models/drawing.ts';
import { placeToWrite } from '../../models/model-file.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, shapeOption, WITH, wholeNumber } from '../command.ts';

export const drawCommand: Command = {
  name: 'draw',
  positionals: ['<model>'],
  summary: 'Draw a named model, a model file or an expression as SVG, as trained and as folded.',
  options: {
    form: { type: 'string', value: FORMS.join('|'), help: 'which form is drawn; default: both, side by side' },
    with: WITH,
    input: {
      type: 'string',
      value: 'HxWxC',
      help: "shape of one sample; default: the model's own. An expression needs it",
    },
    classes: { type: 'string', value: 'n', help: "number of classes; default: the model's own" },
    out: { type: 'string', short: 'o', value: 'picture', help: 'the picture to write, *.svg; default: the terminal' },
  },
  example: 'refold draw resnet-18 --with dbb -o resnet-18.svg',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [name = ''] = call.positionals;
  const form = call.text('form') ?? 'both';
  if (!isForm(form)) throw new RefoldError(`--form is '${form}'; it must be one of ${FORMS.join(', ')}`);
  const out = call.text('out');
  if (out !== undefined && extname(out).toLowerCase() !== '.svg')
    throw new RefoldError(`--out is '${out}'; a picture's name ends in .svg`);
  const path = out === undefined ? undefined : placeToWrite('out', out);
  const { title, ...drawable } = isExpression(name) ? await written(call, name) : await named(call, name);
  const picture = await drawingOf(drawable, title, form);
  if (path === undefined) {
    process.stdout.write(picture);
    return 0;
  }
  const { writeFileAtomic } = await import('@refold/core/io');
  writeFileAtomic(path, picture);
  process.stdout.write(`written        ${path}\n`);
  return 0;
}

const isForm = (word: string): word is Form => (FORMS as readonly string[]).includes(word);

/** Names of models and files have neither brackets nor braces. */
const isExpression = (word: string): boolean => /[({]/.test(word);

type Titled = Drawable & { readonly title: string };

/** @throws RefoldError for an expression with a mistake, and for other options than its input */
async function written(call: Arguments, source: string): Promise<Titled> {
  const input = shapeOption(call);
  if (input === undefined) throw new RefoldError('an expression needs its input: --input 56x56x64');
  for (const option of ['with', 'classes']) {
    if (call.text(option) !== undefined)
      throw new RefoldError(`--${option} is for named models, not for an expression`);
  }
  const { parseExpressionOn } = await import('@refold/core/notation');
  return { layer: parseExpressionOn(source, input).layer, input, title: '' };
}

async function named(call: Arguments, name: string): Promise<Titled> {
  const classes = wholeNumber(call, 'classes', 1);
  const { findModelWith } = await import('../../models/catalogue.ts');
  const rewriting = call.text('with');
  const entry = await findModelWith(foldersOf(ROOT).experiments, name, rewriting);
  const drawn: Expression = {
    layer: entry.build(classes === undefined ? {} : { classes }),
    input: shapeOption(call) ?? entry.input,
  };
  return { ...drawn, title: rewriting === undefined ? name : `${name} with ${rewriting}` };
}
