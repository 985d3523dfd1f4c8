/** The playground: what is chosen or written becomes a block, which is folded, drawn and run. */
import { RefoldError } from '@refold/core';
import type { Shape } from '@refold/core/layers';
import { CALLS, ExpressionError, formatExpression, parseExpressionOn, usage } from '@refold/core/notation';
import { openBackend } from './backend.ts';
import { EXAMPLES, type Example, GROUPS } from './examples/index.ts';
import { drawBuiltIn } from './picture/built-in.ts';
import { drawFile, sampleOf } from './picture/sample.ts';
import { readShape, shownShape } from './shape.ts';
import { outputsOf } from './study/outputs.ts';
import { type Study, study } from './study/study.ts';
import { onScheme } from './view/colours.ts';
import { costTable, reportList } from './view/costs.ts';
import { diagrams } from './view/diagrams.ts';
import { byId, make } from './view/dom.ts';
import { Editor } from './view/editor.ts';
import { kernelRows } from './view/kernels.ts';
import { outputStrips } from './view/outputs.ts';

const select = byId('example', HTMLSelectElement);
const shape = byId('shape', HTMLInputElement);
const seed = byId('seed', HTMLInputElement);
const mistake = byId('mistake', HTMLElement);
const results = byId('results', HTMLElement);
const picture = byId('picture', HTMLCanvasElement);
const pictureMistake = byId('picture-mistake', HTMLElement);
const editor = new Editor(() => soon());

let example: Example = EXAMPLES[0]!;
let current: Study | undefined;
/** Counts what was asked for, so that an answer that comes late is dropped. */
let asked = 0;
let waiting: number | undefined;

const backend = openBackend();

/** After a pause in typing. */
function soon(): void {
  clearTimeout(waiting);
  document.body.dataset.state = 'busy';
  waiting = window.setTimeout(update, 250);
}

/** Reads the fields, folds, and shows what comes of it; or says what is wrong. */
function update(): void {
  clearTimeout(waiting);
  document.body.dataset.state = 'busy';
  mistake.textContent = '';
  shape.removeAttribute('aria-invalid');
  try {
    current = read();
  } catch (error) {
    refuse(error);
    return;
  }
  results.classList.remove('stale');
  show(current);
}

/** The block in the fields, folded. */
function read(): Study {
  let input: Shape;
  try {
    input = readShape(shape.value);
  } catch (error) {
    shape.setAttribute('aria-invalid', 'true');
    throw error;
  }
  try {
    const { layer } = parseExpressionOn(editor.value, input);
    return study(layer, input, seedOf(), example.pruning);
  } catch (error) {
    if (error instanceof ExpressionError) editor.underline(error);
    throw error;
  }
}

/** A whole number, 0 for anything else. */
const seedOf = (): number => Math.max(0, Math.floor(Number(seed.value)) || 0);

/** Says what is wrong. What is shown stays, faded, of the last block that was right. */
function refuse(error: unknown): void {
  if (!(error instanceof RefoldError)) throw error;
  asked++;
  mistake.textContent = error.message;
  results.classList.add('stale');
  document.body.dataset.state = 'mistake';
}

function show(found: Study): void {
  byId('costs', HTMLElement).replaceChildren(costTable(found), reportList(found));
  byId('diagrams', HTMLElement).replaceChildren(...diagrams(found));
  byId('kernels', HTMLElement).replaceChildren(...kernelRows(found));
  void run(found);
}

/** Runs both forms on the picture. */
async function run(found: Study): Promise<void> {
  const mine = ++asked;
  document.body.dataset.state = 'busy';
  await backend;
  const outputs = await outputsOf(found, sampleOf(picture, found.trained.input));
  if (mine !== asked) return;
  byId('outputs', HTMLElement).replaceChildren(...outputStrips(outputs));
  document.body.dataset.state = 'ready';
}

/** Opens a block of a paper. */
function choose(name: string): void {
  example = EXAMPLES.find(one => one.name === name) ?? EXAMPLES[0]!;
  byId('about', HTMLElement).textContent = example.about;
  editor.value = formatExpression(example.layer);
  shape.value = shownShape(example.input);
  update();
}

/** Takes another picture, or says why not. */
async function take(file: Blob | undefined): Promise<void> {
  if (file === undefined) return;
  pictureMistake.textContent = '';
  try {
    await drawFile(picture, file);
  } catch (error) {
    pictureMistake.textContent = (error as Error).message;
    return;
  }
  if (current !== undefined) await run(current);
}

function listen(): void {
  select.addEventListener('change', () => choose(select.value));
  for (const field of [shape, seed]) field.addEventListener('input', soon);
  byId('redraw', HTMLButtonElement).addEventListener('click', () => {
    seed.value = String(seedOf() + 1);
    update();
  });
  const file = byId('file', HTMLInputElement);
  file.addEventListener('change', () => void take(file.files?.[0]));
  byId('own', HTMLButtonElement).addEventListener('click', () => {
    drawBuiltIn(picture);
    pictureMistake.textContent = '';
    if (current !== undefined) void run(current);
  });
  const drop = byId('drop', HTMLElement);
  drop.addEventListener('dragover', event => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', event => {
    event.preventDefault();
    drop.classList.remove('over');
    void take(event.dataTransfer?.files[0]);
  });
  onScheme(() => {
    if (current !== undefined) show(current);
  });
}

select.append(
  ...GROUPS.map(({ paper, examples }) =>
    make('optgroup', { label: paper }, ...examples.map(({ name }) => make('option', { value: name }, name))),
  ),
);
byId('calls', HTMLElement).append(
  ...Object.entries(CALLS).map(([name, call]) => make('li', {}, make('code', {}, usage(name, call)))),
);
void backend.then(name => {
  byId('backend', HTMLElement).textContent =
    `Both forms run in this browser, by Refold on TensorFlow.js with its ${name} backend. Nothing is sent anywhere.`;
});
drawBuiltIn(picture);
listen();
choose(EXAMPLES[0]!.name);
