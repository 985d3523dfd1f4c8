/** Checkpoints that PyTorch wrote of networks in plain PyTorch, with an input and what it made of it: scripts/peers/fixtures.py. */
import { expect } from 'vitest';
import { selectBackend } from '../../src/backend/index.ts';
import { fold } from '../../src/fold/fold.ts';
import { relativeError } from '../../src/fold/verify.ts';
import { matchedParams, type StateDict } from '../../src/io/state-dict.ts';
import { readTorch } from '../../src/io/torch-file.ts';
import { evaluateOnce } from '../../src/layers/apply.ts';
import type { Layer, Network } from '../../src/layers/types.ts';
import { type NdArray, ndarray } from '../../src/ndarray.ts';
import { fitModel } from '../../src/zoo/fit-model.ts';
import { type Form, isComplete, type NameMap } from '../../src/zoo/name-map.ts';

/** Both sum some hundred float32 products, in different orders. */
const BOUND = 1e-5;

export interface Peer {
  readonly state: StateDict;
  /** [n, h, w, c] */
  readonly input: NdArray;
  readonly output: NdArray;
}

export function readPeer(path: string): Peer {
  const beside = readTorch(path, '.').tensors;
  return {
    state: readTorch(path, 'state_dict').tensors,
    input: channelsLast(beside.get('input')!),
    output: beside.get('output')!,
  };
}

function channelsLast({ shape, data }: NdArray): NdArray {
  const [n, c, h, w] = shape as readonly [number, number, number, number];
  return ndarray([n, h, w, c], i => {
    const [channel, place, sample] = [i % c, Math.floor(i / c) % (h * w), Math.floor(i / (c * h * w))];
    return data[(sample * c + channel) * h * w + place]!;
  });
}

/** Expects the file to fit the expression in that form and no tensor to be left, and the outputs to be PyTorch's, folded too. */
export async function expectPeer(path: string, layer: Layer, maps: readonly NameMap[], form: Form): Promise<Network> {
  const { state, input, output } = readPeer(path);
  const sample = input.shape.slice(1);
  const [fit] = fitModel({ build: () => layer, input: sample }, state, maps);
  expect(fit && isComplete(fit)).toBe(true);
  expect(fit!.form).toBe(form);
  const net = { layer: fit!.layer, input: sample, params: matchedParams(fit!.match) };
  await selectBackend('cpu');
  expect(relativeError(output.data, (await evaluateOnce(net, input)).data)).toBeLessThan(BOUND);
  expect(relativeError(output.data, (await evaluateOnce(fold(net).network, input)).data)).toBeLessThan(BOUND);
  return net;
}
