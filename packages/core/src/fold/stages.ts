/** Where two forms of a network part: what they make of the same inputs, stage by stage. */
import { RefoldError } from '../error.ts';
import { show, type Traced, trace } from '../layers/shapes.ts';
import type { Network, Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { type Evaluate, relativeError } from './verify.ts';

/** A part that both forms have under one path, each in its own form. */
export interface Stage {
  readonly path: string;
  readonly one: Network;
  readonly other: Network;
}

/** How far the forms are apart at a stage, as max|y − y'| / max|y|. */
export interface StageError extends Stage {
  /** After it, each form having gone its own way so far. */
  readonly after: number;
  /** Of the stage alone: both are given what the first form has made before. */
  readonly alone: number;
  /** What both are given then. */
  readonly given: NdArray;
}

/**
 * The stages of two forms of one network, in order of evaluation: children of chains, as far down as both have the same ones. A block that is a sum in one
 * form and a convolution in the other is one stage, and so is a convolution with the norm that became a part of it.
 * @throws RefoldError for networks of different inputs or outputs
 */
export function stagesOf(one: Network, other: Network): readonly Stage[] {
  const [a, b] = [trace(one.layer, one.input), trace(other.layer, other.input)];
  for (const [what, first, second] of [['take', a.input, b.input] as const, ['give', a.output, b.output] as const]) {
    if (show(first) !== show(second))
      throw new RefoldError(`The networks ${what} ${show(first)} and ${show(second)}: they aren't two forms of one.`);
  }
  return paired(a, b).map(([mine, theirs]) => ({
    path: mine.path,
    one: networkOf(mine, one.params),
    other: networkOf(theirs, other.params),
  }));
}

/** A run of a chain's children, or the network as a whole. */
interface Part {
  readonly path: string;
  readonly nodes: readonly Traced[];
}

/** The parts of both that stand for each other, as far down as chains have children of the same names. */
function paired(a: Traced, b: Traced): readonly (readonly [Part, Part])[] {
  const whole = [
    { path: a.path, nodes: [a] },
    { path: b.path, nodes: [b] },
  ] as const;
  if (a.layer.op !== 'chain' || b.layer.op !== 'chain') return [whole];
  const shared = new Set(
    a.children.map(({ path }) => path).filter(path => b.children.some(twin => twin.path === path)),
  );
  const [mine, theirs] = [partsOf(a, shared), partsOf(b, shared)];
  const isAlike =
    mine.length === theirs.length &&
    mine.every(({ path, nodes }, i) => {
      const twin = theirs[i]!;
      return path === twin.path && show(nodes.at(-1)!.output) === show(twin.nodes.at(-1)!.output);
    });
  if (!isAlike || shared.size === 0) return [whole];
  return mine.flatMap((one, i) => {
    const other = theirs[i]!;
    const isSingle = one.nodes.length === 1 && other.nodes.length === 1;
    return isSingle ? paired(one.nodes[0]!, other.nodes[0]!) : [[one, other] as const];
  });
}

/**
 * A chain's children in parts, each with one that both forms have: what became one layer with it, such as the norm after a convolution, goes with it. What
 * follows a layer that isn't linear goes with the next one.
 */
function partsOf({ children }: Traced, shared: ReadonlySet<string>): readonly Part[] {
  const parts: { path: string; nodes: Traced[] }[] = [];
  let waiting: Traced[] = [];
  for (const node of children) {
    const last = parts.at(-1);
    if (shared.has(node.path)) {
      parts.push({ path: node.path, nodes: [...waiting, node] });
      waiting = [];
    } else if (last === undefined || BARRIERS.includes(last.nodes.at(-1)!.layer.op)) waiting.push(node);
    else last.nodes.push(node);
  }
  parts.at(-1)?.nodes.push(...waiting);
  return parts;
}

/** Layers that nothing is folded into. */
const BARRIERS: readonly string[] = ['activation', 'maxPool'];

/** Nodes with their own parameters, as a network. */
function networkOf({ nodes: [first, ...rest] }: Part, params: Params): Network {
  if (rest.length === 0) return { layer: first!.layer, input: first!.input, params: below(first!.path, params) };
  const chained = [first!, ...rest];
  const parent = first!.path.slice(0, first!.path.lastIndexOf('.') + 1);
  return {
    layer: { op: 'chain', children: chained.map(({ path, layer }) => [path.slice(parent.length), layer] as const) },
    input: first!.input,
    params: new Map(
      chained.flatMap(({ path }) =>
        [...below(path, params)].map(([name, value]) => [`${path.slice(parent.length)}.${name}`, value]),
      ),
    ),
  };
}

/** Parameters below a path, by their names there. */
function below(path: string, params: Params): Params {
  const prefix = path === '' ? '' : `${path}.`;
  const own = [...params].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

/**
 * Applies both forms stage by stage, at inference. Stages without parameters in both forms are applied and not listed.
 * @param batch [n, ...input]
 * @throws RefoldError as `stagesOf`
 */
export async function stageErrors(
  one: Network,
  other: Network,
  batch: NdArray,
  evaluate: Evaluate,
): Promise<readonly StageError[]> {
  let [mine, theirs] = [batch, batch];
  const errors: StageError[] = [];
  for (const stage of stagesOf(one, other)) {
    const given = mine;
    const apart = await evaluate(stage.other, given);
    mine = await evaluate(stage.one, given);
    theirs = await evaluate(stage.other, theirs);
    if (stage.one.params.size + stage.other.params.size === 0) continue;
    const after = relativeError(mine.data, theirs.data);
    errors.push({ ...stage, after, alone: relativeError(mine.data, apart.data), given });
  }
  return errors;
}
