/**
 * ONNX Runtime as a peer of the benchmark: networks folded and exported here, run there.
 *
 *     tsx onnx-peer.ts <threads>
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RefoldError, Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { encodeOnnx, ONNX_RUNTIME, onnxSession } from '@refold/core/export';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { INPUT, netNamed } from './nets.ts';
import type { Work } from './peer.ts';
import { type Prepared, serve } from './serve.ts';

const threads = Number(process.argv[2] ?? 1);

/** The network after folding, as an ONNX model in NCHW, its own layout. */
async function inference({ subject, mode, batch }: Work): Promise<Prepared> {
  if (mode !== 'inference') throw new RefoldError(`ONNX Runtime has no ${mode} of ${subject}`);
  const layer = netNamed(subject);
  const rng = Rng.seeded('bench');
  const folded = fold(network(layer, INPUT, rng.fork('parameters'))).network;
  const session = await onnxSession(encodeOnnx(folded), threads);
  if (session === undefined) throw new RefoldError(`${ONNX_RUNTIME} isn't installed`);
  const pixels = rng.fork('input');
  const [height, width, channels] = INPUT as readonly [number, number, number];
  const data = Float32Array.from({ length: batch * height * width * channels }, () => pixels.uniform(-1, 1));
  const images = { shape: [batch, channels, height, width], data };
  return {
    parameters: count(layer, INPUT).total.params,
    step: async () => void (await session.run(images)),
    dispose: () => session.release(),
  };
}

const manifest = createRequire(import.meta.url).resolve(`${ONNX_RUNTIME}/package.json`);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
await serve({ detail: `ONNX Runtime ${version}`, threads, variants: {}, modes: ['inference'] }, inference);
