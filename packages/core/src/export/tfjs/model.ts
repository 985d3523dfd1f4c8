/** Networks as TensorFlow.js graph models. */
import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { sweepTemporaryFiles, writeFileAtomic } from '../../io/atomic.ts';
import { encodeFacts, type Model } from '../../io/model-facts.ts';
import { trace } from '../../layers/shapes.ts';
import type { Shape } from '../../shape.ts';
import { emit } from '../emit.ts';
import { withPlainFilters } from '../plain-filters.ts';
import { addTfjsBranches, addTfjsTiles } from './combinators.ts';
import { batchOf, type TfjsGraph, tfjsScope } from './graph.ts';
import { addTfjsLeaf } from './ops/index.ts';

/** Names of a model's input and output. */
const [INPUT, OUTPUT] = ['input', 'output'];
/** Bytes of a file of weights, as TensorFlow's own converter has them: browsers keep files of this size. */
const SHARD_BYTES = 4 * 2 ** 20;
/** The file that says what the others are. */
export const MODEL_FILE = 'model.json';
const SHARD = /^weights-[0-9a-f]{8}-\d+of\d+\.bin$/;

/** A graph model: what `model.json` says, but for the names of the files of weights, and the weights. */
export interface TfjsModel {
  readonly json: Readonly<Record<string, unknown>>;
  readonly weights: TfjsGraph['weights'];
}

/**
 * A network, as it is at inference, as a TensorFlow.js graph model: float32, maps NHWC, one input `input` and one output `output` with an
 * open batch size. Nodes have our paths as names. Normalization, class names and dimensions are in `userDefinedMetadata`.
 * @throws RefoldError for facts that don't fit the network
 * @throws ShapeError when shapes don't go together
 */
export function tfjsModel(model: Model): TfjsModel {
  const plain = withPlainFilters(model);
  const root = trace(plain.layer, plain.input);
  const graph: TfjsGraph = { nodes: [], weights: [], names: new Set([OUTPUT]), params: plain.params };
  const whole = tfjsScope(graph, '');
  const shape = batchOf(root.input);
  const x = whole.add('Placeholder', [], { dtype: { type: 'DT_FLOAT' }, shape: { shape } }, INPUT);
  const y = emit(root, x, {
    leaf: (node, x) => addTfjsLeaf(node, x, tfjsScope(graph, node.path)),
    branches: (node, outputs) => addTfjsBranches(node, outputs, tfjsScope(graph, node.path)),
    tiles: (node, x, body) => addTfjsTiles(node, x, body, tfjsScope(graph, node.path)),
  });
  graph.nodes.push({ name: OUTPUT, op: 'Identity', input: [y], attr: { T: { type: 'DT_FLOAT' } } });
  const value = (name: string, shape: Shape) => ({
    [name]: { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: batchOf(shape) },
  });
  const metadata = encodeFacts(plain, problem => {
    throw new RefoldError(`can't export the network: ${problem}`);
  });
  return {
    weights: graph.weights,
    json: {
      format: 'graph-model',
      generatedBy: 'refold',
      signature: { inputs: value(INPUT, root.input), outputs: value(OUTPUT, root.output) },
      userDefinedMetadata: metadata,
      modelTopology: { node: graph.nodes, versions: { producer: 1 } },
    },
  };
}

/**
 * Writes a network as a folder of `model.json` and files of weights. The weights come first, under names that no other network's have,
 * and `model.json` last, so that a reader of it finds the weights that it names; those of a model that was there before go after that.
 * @throws RefoldError, ShapeError as `tfjsModel`, and when a file can't be written
 */
export function writeTfjs(folder: string, model: Model): void {
  const { json, weights } = tfjsModel(model);
  const bytes = Buffer.concat(weights.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const paths = Array.from({ length: count }, (_, i) => `weights-${digest}-${i + 1}of${count}.bin`);
  for (const [i, path] of paths.entries()) {
    writeFileAtomic(join(folder, path), bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES));
  }
  const manifest = [{ paths, weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }];
  writeFileAtomic(join(folder, MODEL_FILE), JSON.stringify({ ...json, weightsManifest: manifest }));
  sweepTemporaryFiles(folder);
  for (const name of readdirSync(folder)) {
    if (SHARD.test(name) && !paths.includes(name)) rmSync(join(folder, name), { force: true });
  }
}
