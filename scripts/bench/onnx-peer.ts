/**
 * ONNX Runtime as a peer of the benchmark: networks folded and exported here, run there.
 *
 *     tsx onnx-peer.ts <threads>
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefoldError, Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { ONNX_INPUT, writeOnnx } from '@refold/core/export';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { INPUT, netNamed } from './nets.ts';
import type { Work } from './peer.ts';
import { type Prepared, serve } from './serve.ts';

/** Of its log: errors only. */
const SEVERITY = 3;

const threads = Number(process.argv[2] ?? 1);

/** The network after folding, as an ONNX model in NCHW, its own layout. */
async function inference({ subject, mode, batch }: Work): Promise<Prepared> {
  if (mode !== 'inference') throw new RefoldError(`ONNX Runtime has no ${mode} of ${subject}`);
  const layer = netNamed(subject);
  const rng = Rng.seeded('bench');
  const session = await sessionOf(fold(network(layer, INPUT, rng.fork('parameters'))).network);
  const pixels = rng.fork('input');
  const [height, width, channels] = INPUT as readonly [number, number, number];
  const values = Float32Array.from({ length: batch * height * width * channels }, () => pixels.uniform(-1, 1));
  const feeds = { [ONNX_INPUT]: new Tensor('float32', values, [batch, channels, height, width]) };
  return {
    parameters: count(layer, INPUT).total.params,
    step: async () => void (await session.run(feeds)),
    dispose: () => session.release(),
  };
}

async function sessionOf(net: Parameters<typeof writeOnnx>[1]): Promise<InferenceSession> {
  const folder = mkdtempSync(join(tmpdir(), 'refold-bench-'));
  try {
    const path = join(folder, 'network.onnx');
    writeOnnx(path, net);
    return await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: SEVERITY,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
await serve({ detail: `ONNX Runtime ${version}`, threads, variants: {}, modes: ['inference'] }, inference);
