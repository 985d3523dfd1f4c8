/** Names of state dicts that become one. */
import { expect, it } from 'vitest';
import { network } from '../src/init/init.ts';
import { parameterName } from '../src/io/name-rules.ts';
import { fromStateDict, type Naming, toStateDict } from '../src/io/state-dict.ts';
import { chain, linear } from '../src/layers/build.ts';
import { Rng } from '../src/rng.ts';

const naming: Naming = { of: 'examples', nameOf: path => parameterName(path, leaf => leaf) };
const net = network(chain({ a: linear(3), b: linear(2) }), [4], Rng.seeded('state dict'));
const state = toStateDict(net, naming);

it('a name with and without `module.` is refused by both names, in either order', () => {
  const both = [...state, ...[...state].map(([name, array]) => [`module.${name}`, array] as const)];
  expect(() => fromStateDict(net.layer, net.input, new Map(both), naming)).toThrow(
    'the checkpoint has both a.weight and module.a.weight, which name one tensor',
  );
  expect(() => fromStateDict(net.layer, net.input, new Map(both.reverse()), naming)).toThrow(
    'has both module.b.bias and b.bias',
  );
});

it('two spellings of a name are refused by both', () => {
  const spelled = (name: string): string => name.replace('.inner', '');
  const two = new Map([...state, ['a.inner.weight', state.get('a.weight')!]]);
  expect(() => fromStateDict(net.layer, net.input, two, { ...naming, spelled })).toThrow(
    'has both a.weight and a.inner.weight',
  );
});

it('a naming that has one name for two parameters is refused', () => {
  const same: Naming = { of: 'examples', nameOf: path => path.replace(/^[ab]/, 'x') };
  const message = 'b.kernel: examples have one tensor, x.kernel, for it and for a.kernel';
  expect(() => toStateDict(net, same)).toThrow(message);
  expect(() => fromStateDict(net.layer, net.input, state, same)).toThrow(message);
});
