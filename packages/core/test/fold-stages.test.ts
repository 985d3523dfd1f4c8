/** Where two forms of a network part, and what usual mistakes are recognized. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fold, likelyCause, stageErrors, stagesOf, withRandomNorms } from '../src/fold/index.ts';
import { network } from '../src/init/index.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import { batchNorm, chain, conv, flatten, globalAvgPool, identity, linear, relu, sum } from '../src/layers/build.ts';
import { rebuild } from '../src/layers/rebuild.ts';
import { trace } from '../src/layers/shapes.ts';
import type { Network } from '../src/layers/types.ts';
import { ndarray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { activate } from './support/backends.ts';

beforeAll(() => activate('cpu'));

const unit = (out: number, kernel: number) => chain({ conv: conv(out, kernel), norm: batchNorm() });
const block = () =>
  chain({
    branches: sum({ dense: unit(4, 3), pointwise: unit(4, 1), identity: chain({ norm: batchNorm() }) }),
    relu: relu(),
  });
const layer = chain({
  stem: chain({ conv: conv(4, 3), norm: batchNorm(), relu: relu() }),
  blocks: chain([block(), block()]),
  head: chain({ pool: globalAvgPool(), flat: flatten(), fc: linear(3) }),
});
const trained = withRandomNorms(network(layer, [6, 6, 2], Rng.seeded(1)), [0.1, 2], Rng.seeded(2));
const folded = fold(trained).network;
const rng = Rng.seeded(3);
const batch = ndarray([2, 6, 6, 2], () => rng.normal());

const PATHS = ['stem.conv', 'blocks.0.branches', 'blocks.1.branches', 'head.fc'];
const FAULTY = 'blocks.1.branches';

/** What is found where a form is wrong at one stage. */
async function found(other: Network) {
  const errors = await stageErrors(trained, other, batch, evaluateOnce);
  const worst = errors.reduce((a, b) => (b.alone > a.alone ? b : a));
  return { path: worst.path, cause: await likelyCause(worst, evaluateOnce), errors };
}

/** The folded form of a network that differs from the trained one in one block. */
function foldedWith(change: (net: Network) => Network): Network {
  const wrong = fold(change(trained)).network;
  const params = [...folded.params].map(
    ([path, value]) => [path, path.startsWith(FAULTY) ? wrong.params.get(path)! : value] as const,
  );
  return { ...folded, params: new Map(params) };
}

const withEps = (eps: number) =>
  foldedWith(net => ({
    ...net,
    layer: rebuild(trace(net.layer, net.input), (_, same) => (same.op === 'batchNorm' ? { ...same, eps } : same)),
  }));

const without = (branch: string) =>
  foldedWith(net => {
    const cut = rebuild(trace(net.layer, net.input), (_, same) =>
      same.op === 'sum' ? { ...same, children: same.children.filter(([name]) => name !== branch) } : same,
    );
    return { ...net, layer: cut, params: new Map([...net.params].filter(([path]) => !path.includes(`.${branch}.`))) };
  });

const withoutBias = (): Network => {
  const path = `${FAULTY}.bias`;
  const { shape, data } = folded.params.get(path)!;
  return { ...folded, params: new Map([...folded.params, [path, { shape, data: new Float32Array(data.length) }]]) };
};

describe('stages', () => {
  it('are children of chains as far down as both forms have the same', () => {
    const paths = stagesOf(trained, folded).map(({ path }) => path);
    expect(paths.filter(path => PATHS.includes(path))).toEqual(PATHS);
    expect(paths.filter(path => path.startsWith('blocks.0.branches.'))).toEqual([]);
  });

  it('have what became one layer together, before or after a layer that stays', async () => {
    const flat = chain({
      before: batchNorm(),
      one: conv(3, 3, { pad: 0 }),
      norm: batchNorm(),
      relu: relu(),
      again: batchNorm(),
      two: conv(2, 1),
      last: batchNorm(),
    });
    const net = withRandomNorms(network(flat, [5, 5, 2], Rng.seeded(4)), [0.1, 2], Rng.seeded(5));
    const own = fold(net).network;
    expect(stagesOf(net, own).map(({ path }) => path)).toEqual(['one', 'relu', 'two']);
    for (const { alone } of await stageErrors(
      net,
      own,
      ndarray([2, 5, 5, 2], () => rng.normal()),
      evaluateOnce,
    ))
      expect(alone).toBeLessThan(1e-5);
  });

  it('agree to rounding where the fold is right', async () => {
    const errors = await stageErrors(trained, folded, batch, evaluateOnce);
    expect(errors.map(({ path }) => path)).toEqual(PATHS);
    for (const { after, alone } of errors) {
      expect(after).toBeLessThan(1e-5);
      expect(alone).toBeLessThan(1e-5);
    }
  });

  it('name the one that is wrong, and go wrong from there on', async () => {
    const { errors } = await found(withoutBias());
    const alone = errors.map(error => error.alone > 1e-3);
    const after = errors.map(error => error.after > 1e-3);
    expect(alone).toEqual([false, false, true, false]);
    expect(after).toEqual([false, false, true, true]);
  });

  it('refuse networks that are no two forms of one', () => {
    const other = network(chain({ flat: flatten(), fc: linear(2) }), [6, 6, 2], Rng.seeded(0));
    expect(() => stagesOf(trained, other)).toThrow("The networks give [3] and [2]: they aren't two forms of one.");
  });
});

describe('the likely cause', () => {
  it.each<readonly [string, () => Network, string]>([
    ['another ε', () => withEps(1e-2), 'Its norms were folded with an ε of 0.01; the trained form has 0.00001.'],
    ['a bias that was lost', withoutBias, 'Its bias was lost.'],
    ['a branch that was lost', () => without('identity'), "The branch 'identity' was lost."],
    ['another branch that was lost', () => without('pointwise'), "The branch 'pointwise' was lost."],
  ])('is %s', async (_, other, cause) => {
    const { path, cause: said } = await found(other());
    expect([path, said]).toEqual([FAULTY, cause]);
  });

  it('is one bias of several that was lost', async () => {
    const two = chain({
      sum: sum({ body: chain({ one: unit(2, 3), relu: relu(), two: unit(2, 3) }), shortcut: identity() }),
    });
    const net = withRandomNorms(network(two, [5, 5, 2], Rng.seeded(7)), [0.1, 2], Rng.seeded(8));
    const whole = fold(net).network;
    const path = [...whole.params.keys()].filter(name => name.endsWith('.bias'))[1]!;
    const { shape, data } = whole.params.get(path)!;
    const params = new Map([...whole.params, [path, { shape, data: new Float32Array(data.length) }]]);
    const [error] = await stageErrors(
      net,
      { ...whole, params },
      ndarray([2, 5, 5, 2], () => rng.normal()),
      evaluateOnce,
    );
    expect(await likelyCause(error!, evaluateOnce)).toBe(`${path.replace(/^sum\./, '')} was lost.`);
  });

  it('is nothing that is usual where numbers are just others', async () => {
    const path = `${FAULTY}.kernel`;
    const { shape, data } = folded.params.get(path)!;
    const noise = { shape, data: Float32Array.from(data, value => value + rng.normal()) };
    const { cause } = await found({ ...folded, params: new Map([...folded.params, [path, noise]]) });
    expect(cause).toBeUndefined();
  });

  it('is norms that were left out', async () => {
    const one = network(
      chain({ unit: chain({ conv: conv(3, 3), norm: batchNorm() }), relu: relu() }),
      [6, 6, 2],
      Rng.seeded(5),
    );
    const random = withRandomNorms(one, [0.1, 2], Rng.seeded(6));
    const bare: Network = {
      layer: chain({ unit: chain({ conv: conv(3, 3), rest: identity() }), relu: relu() }),
      input: one.input,
      params: new Map([...random.params].filter(([path]) => path.endsWith('kernel'))),
    };
    const [first] = await stageErrors(random, bare, batch, evaluateOnce);
    expect(await likelyCause(first!, evaluateOnce)).toMatch(/^Its norms were left out/);
  });
});
