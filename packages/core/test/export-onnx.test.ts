/** Exported ONNX models in ONNX Runtime against our own evaluation. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { selectBackend } from '../src/backend/index.ts';
import { runOnnx, writeOnnx } from '../src/export/index.ts';
import { emptyGraph, requireSize } from '../src/export/onnx/graph.ts';
import { onnxModel } from '../src/export/onnx/model.ts';
import { encodeModel } from '../src/export/onnx/schema.ts';
import { network } from '../src/init/init.ts';
import { chain, conv, flatten, globalAvgPool, linear, relu, upsample } from '../src/layers/build.ts';
import { ndarray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { itExports } from './support/export-runs.ts';

beforeAll(() => selectBackend('cpu'));

describe('ONNX Runtime computes', () => {
  itExports(async (net, batch) => (await runOnnx(encodeModel(onnxModel(net)), batch))!);
});

const layer = chain({
  conv: conv(3, 3, { bias: true }),
  act: relu(),
  pool: globalAvgPool(),
  flat: flatten(),
  fc: linear(2),
});
const net = network(layer, [4, 5, 3], Rng.seeded(0));

describe('a model', () => {
  it('has our paths as names, and an open batch', () => {
    const { graph, opsetImport } = onnxModel(net);
    expect(graph.initializer.map(({ name, dims }) => [name, dims])).toEqual([
      ['conv.kernel', [3, 3, 3, 3]],
      ['conv.bias', [3]],
      ['fc.kernel', [3, 2]],
      ['fc.bias', [2]],
    ]);
    expect(graph.node.map(({ name, opType }) => [name, opType])).toEqual([
      ['conv', 'Conv'],
      ['act', 'Relu'],
      ['pool', 'GlobalAveragePool'],
      ['flat', 'Flatten'],
      ['fc', 'Gemm'],
    ]);
    const dims = graph.input[0]!.type.tensorType.shape.dim;
    expect(dims).toEqual([{ dimParam: 'batch' }, { dimValue: 3 }, { dimValue: 4 }, { dimValue: 5 }]);
    expect(opsetImport).toEqual([{ domain: '', version: 18 }]);
  });

  it('has a kernel in the order OIHW', () => {
    const own = net.params.get('conv.kernel')!.data;
    const { rawData } = onnxModel(net).graph.initializer[0]!;
    const written = new Float32Array(rawData.buffer, rawData.byteOffset, 81);
    const [out, channel, row, column] = [2, 1, 0, 2];
    expect(written[((out * 3 + channel) * 3 + row) * 3 + column]).toBe(
      own[((row * 3 + column) * 3 + channel) * 3 + out],
    );
  });

  it("tells what is known of the network's images and classes", () => {
    const facts = { normalization: { mean: [0.5, 0.4, 0.3], std: [1, 2, 3] }, classNames: ['cat', 'dog'] };
    expect(onnxModel({ ...net, ...facts }).metadataProps).toEqual([
      { key: 'refold.normalization', value: '{"mean":[0.5,0.4,0.3],"std":[1,2,3]}' },
      { key: 'refold.classNames', value: '["cat","dog"]' },
    ]);
    expect(() => onnxModel({ ...net, classNames: ['cat'] })).toThrow('it has 1 class names');
  });

  it('takes and gives maps in our layout where that is asked for', async () => {
    const map = network(chain([conv(3, 3, { stride: 2 }), upsample(3)]), [4, 6, 2], Rng.seeded(0));
    const batch = ndarray([2, 4, 6, 2], i => Math.sin(i));
    const [own, theirs] = await Promise.all(
      (['nhwc', 'nchw'] as const).map(layout => runOnnx(encodeModel(onnxModel(map, { layout })), batch, { layout })),
    );
    expect(own).toEqual(theirs);
    const { input, output } = onnxModel(map, { layout: 'nhwc' }).graph;
    const sizes = [...input, ...output].map(({ type }) => type.tensorType.shape.dim.slice(1));
    expect(sizes).toEqual(
      [
        [4, 6, 2],
        [3, 3, 3],
      ].map(shape => shape.map(dimValue => ({ dimValue }))),
    );
  });

  it('is the same bytes every time', () => {
    expect(encodeModel(onnxModel(net))).toEqual(encodeModel(onnxModel(net)));
  });

  it('of more than 2 GB is refused', () => {
    const graph = emptyGraph(new Map(), []);
    const rawData = { length: 2 ** 31 } as Uint8Array;
    graph.initializers.push({ name: 'large', dims: [2 ** 29], dataType: 1, rawData });
    expect(() => requireSize(graph)).toThrow("weights have 2.15 GB, but an ONNX file can't exceed 2 GB");
  });

  it('is written whole, or not at all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'refold-onnx-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'net.onnx');
    expect(() => writeOnnx(path, { ...net, classNames: ['cat'] })).toThrow("can't export the network");
    expect(readdirSync(folder)).toEqual([]);
    writeOnnx(path, net);
    expect(readdirSync(folder)).toEqual(['net.onnx']);
    expect((await runOnnx(path, ndarray([1, 4, 5, 3])))!.shape).toEqual([1, 2]);
  });
});
