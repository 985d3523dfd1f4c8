/** What may have gone wrong where a network was folded elsewhere: usual mistakes are made on purpose, and the result compared. */
import { parameters } from '../layers/parameters.ts';
import { rebuild } from '../layers/rebuild.ts';
import { trace } from '../layers/shapes.ts';
import type { Layer, Network } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { fold } from './fold.ts';
import type { StageError } from './stages.ts';
import { type Evaluate, relativeError } from './verify.ts';

/** Values of ε that implementations have: PyTorch's, TensorFlow's and Keras', others'. */
const EPSILONS = [1e-5, 1e-3, 1e-2, 1e-6, 1e-8, 0] as const;

/** A mistake explains a form if the network with it gives the form's outputs to this much. */
const EXPLAINED = 1e-4;

/** A mistake, as a whole sentence, and the trained form with it. */
interface Mistake {
  readonly says: string;
  readonly network: Network;
}

/**
 * Says which usual mistake makes the other form of a stage what it is: another ε in its norms, a bias or a branch that was lost, norms that weren't folded
 * in; undefined where none of them does.
 */
export async function likelyCause({ one, other, given }: StageError, evaluate: Evaluate): Promise<string | undefined> {
  const actual = await evaluate(other, given);
  for (const { says, network } of mistakes(one)) {
    if (relativeError(actual.data, (await evaluate(network, given)).data) < EXPLAINED) return says;
  }
  return undefined;
}

function* mistakes(trained: Network): Generator<Mistake> {
  yield* wrongEpsilons(trained);
  yield* lostBiases(trained);
  yield* lostBranches(trained);
  yield {
    says: 'Its norms were left out: mean, variance, γ and β have no part in it.',
    network: withLayers(trained, layer => (layer.op === 'batchNorm' ? { op: 'identity' } : layer)),
  };
}

function* wrongEpsilons(trained: Network): Generator<Mistake> {
  const own = new Set<number>();
  withLayers(trained, layer => {
    if (layer.op === 'batchNorm') own.add(layer.eps);
    return layer;
  });
  for (const eps of EPSILONS) {
    if (own.size === 0 || (own.size === 1 && own.has(eps))) continue;
    yield {
      says: `Its norms were folded with an ε of ${eps}; the trained form has ${[...own].join(' and ')}.`,
      network: withLayers(trained, layer => (layer.op === 'batchNorm' ? { ...layer, eps } : layer)),
    };
  }
}

/** All biases of the folded form, and each by itself, set to zero. */
function* lostBiases(trained: Network): Generator<Mistake> {
  const folded = fold(trained).network;
  const biases = [...folded.params.keys()].filter(path => /(^|\.)bias$/.test(path));
  const without = (lost: readonly string[]): Network => ({
    ...folded,
    params: new Map([...folded.params].map(([path, value]) => [path, lost.includes(path) ? zeros(value) : value])),
  });
  if (biases.length > 0)
    yield { says: `Its bias${biases.length > 1 ? 'es were' : ' was'} lost.`, network: without(biases) };
  if (biases.length > 1) for (const path of biases) yield { says: `${path} was lost.`, network: without([path]) };
}

const zeros = ({ shape, data }: NdArray): NdArray => ({ shape, data: new Float32Array(data.length) });

/** Each branch of each sum left out, one at a time. */
function* lostBranches(trained: Network): Generator<Mistake> {
  for (const { path, layer } of everyNode(trained)) {
    if (layer.op !== 'sum' || layer.children.length < 2) continue;
    for (const [name] of layer.children) {
      yield {
        says: `The branch '${name}'${path === '' ? '' : ` of ${path}`} was lost.`,
        network: withLayers(trained, (same, at) =>
          at === path && same.op === 'sum'
            ? { ...same, children: same.children.filter(([own]) => own !== name) }
            : same,
        ),
      };
    }
  }
}

/** The network with layers replaced; parameters that no layer has any more are left out. */
function withLayers({ layer, input, params }: Network, change: (layer: Layer, path: string) => Layer): Network {
  const changed = rebuild(trace(layer, input), ({ path }, same) => change(same, path));
  const kept = [...parameters(trace(changed, input))].map(({ path }) => [path, params.get(path)!] as const);
  return { layer: changed, input, params: new Map(kept) };
}

function* everyNode({ layer, input }: Network): Generator<{ readonly path: string; readonly layer: Layer }> {
  const open = [trace(layer, input)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield { path: node.path, layer: node.layer };
    open.push(...node.children);
  }
}
