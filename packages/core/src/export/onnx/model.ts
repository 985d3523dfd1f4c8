/** Networks as ONNX models. */
import { dirname } from 'node:path';
import { RefoldError } from '../../error.ts';
import { sweepTemporaryFiles, writeFileAtomic } from '../../io/atomic.ts';
import { encodeFacts, type Model } from '../../io/model-facts.ts';
import { trace } from '../../layers/shapes.ts';
import type { Shape } from '../../shape.ts';
import { emit } from '../emit.ts';
import { withPlainFilters } from '../plain-filters.ts';
import { addBranches, addTiles } from './combinators.ts';
import { emptyGraph, renamed, requireSize, scopeOf } from './graph.ts';
import { onnxShape } from './layout.ts';
import { addLeaf } from './ops/index.ts';
import { DATA_TYPE, encodeModel, type ModelProto, type ValueInfoProto } from './schema.ts';

/** The operators' version: the first whose Resize takes the sizes of some axes, so that the batch can stay open. */
const OPSET = 18;
/** The file format's version: that of the ONNX release with this opset. */
const IR_VERSION = 8;

/** The name of a model's input. */
export const INPUT = 'input';
/** The name of a model's output. */
export const OUTPUT = 'output';

/** The order of axes of a model's input and output, where these are maps. */
export type MapLayout = 'nchw' | 'nhwc';

/** How a network is exported. */
export interface OnnxOptions {
  /** Of the input and the output, where they are maps; inside all is NCHW. Default 'nchw', ONNX's own. */
  readonly layout?: MapLayout;
}

/**
 * A network, as it is at inference, as an ONNX model: opset 18, float32, one input `input` and one output `output` with an open batch
 * size. Initialisers have our paths as names, nodes those of their layers. Normalization, class names and dimensions are metadata.
 * @throws RefoldError for facts that don't fit the network, and for weights over 2 GB
 * @throws ShapeError when shapes don't go together
 */
export function onnxModel(model: Model, { layout = 'nchw' }: OnnxOptions = {}): ModelProto {
  const plain = withPlainFilters(model);
  const root = trace(plain.layer, plain.input);
  const graph = emptyGraph(plain.params, [INPUT, OUTPUT]);
  const whole = scopeOf(graph, '');
  const isMoved = (shape: Shape): boolean => layout === 'nhwc' && shape.length === 3;

  const x = isMoved(root.input) ? whole.add('Transpose', [INPUT], { perm: [0, 3, 1, 2] }, 'inputToNchw') : INPUT;
  const inside = emit(root, x, {
    leaf: (node, x) => addLeaf(node, x, scopeOf(graph, node.path)),
    branches: (node, outputs) => addBranches(node, outputs, scopeOf(graph, node.path)),
    tiles: (node, x, body) => addTiles(node, x, body, scopeOf(graph, node.path)),
  });
  const y = isMoved(root.output) ? whole.add('Transpose', [inside], { perm: [0, 2, 3, 1] }, 'outputToNhwc') : inside;
  const last = y === INPUT ? whole.add('Identity', [y]) : y;
  requireSize(graph);

  const value = (name: string, shape: Shape): ValueInfoProto => {
    const sizes = layout === 'nchw' ? onnxShape(shape) : shape;
    const dim = [{ dimParam: 'batch' }, ...sizes.map(dimValue => ({ dimValue }))];
    return { name, type: { tensorType: { elemType: DATA_TYPE.FLOAT, shape: { dim } } } };
  };
  const metadata = encodeFacts(plain, problem => {
    throw new RefoldError(`can't export the network: ${problem}`);
  });
  return {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    producerName: 'refold',
    graph: {
      name: 'network',
      node: renamed(graph.nodes, last, OUTPUT),
      initializer: graph.initializers,
      input: [value(INPUT, root.input)],
      output: [value(OUTPUT, root.output)],
    },
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  };
}

/** A network as the bytes of an ONNX file. @throws RefoldError, ShapeError as `onnxModel` */
export const encodeOnnx = (model: Model, options?: OnnxOptions): Uint8Array => encodeModel(onnxModel(model, options));

/** Writes a network as an ONNX model, atomically. @throws RefoldError, ShapeError as `onnxModel`, and when the file can't be written */
export function writeOnnx(path: string, model: Model, options?: OnnxOptions): void {
  const bytes = encodeOnnx(model, options);
  sweepTemporaryFiles(dirname(path));
  writeFileAtomic(path, bytes);
}
