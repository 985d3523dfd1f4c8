/** Names by rules: numbers, their neighbours, and what may be absent. */
import { describe, expect, it } from 'vitest';
import { convNormRules, moduleRules, namedBy } from '../src/io/name-rules.ts';

const { nameOf, recognizes } = namedBy([
  ['stage0.0', 'stem'],
  ['stage{s}.{b}[.conv]', 'stages.{s-1}.{b}.conv'],
  ['twice{s}.{s}', 'both{s+1}'],
  ['1x1-avg', 'pool.0'],
]);

describe('rules', () => {
  it('carry numbers over, and the last word of a parameter', () => {
    expect(nameOf('stage12.3.conv.kernel')).toBe('stages.11.3.conv.weight');
    expect(nameOf('stage12.3.gamma')).toBe('stages.11.3.conv.weight');
    expect(nameOf('twice9.9.mean')).toBe('both10.running_mean');
    expect(nameOf('1x1-avg.variance')).toBe('pool.0.running_var');
  });

  it('apply in their order: the first that fits', () => {
    expect(nameOf('stage0.0.bias')).toBe('stem.bias');
    expect(nameOf('stage0.1.bias')).toBe('stages.-1.1.conv.bias');
  });

  it('fit whole paths only, equal numbers, and known parameters', () => {
    for (const path of [
      'stage1.0.conv.x.kernel',
      'my.stage1.0.kernel',
      'stagex.0.kernel',
      'twice1.2.mean',
      'stage1.0.slope',
    ]) {
      expect(nameOf(path), path).toBeUndefined();
    }
  });

  it('recognize the names that they give', () => {
    for (const name of ['stem.weight', 'stages.3.10.conv.bias', 'both7.running_var', 'pool.0.running_mean']) {
      expect(recognizes(name), name).toBe(true);
    }
    for (const name of [
      'stem',
      'stem.scale',
      'xstem.weight',
      'stages.a.0.conv.bias',
      'poolx0.bias',
      'both7.running_var.x',
    ]) {
      expect(recognizes(name), name).toBe(false);
    }
  });

  it('must say what a number is', () => {
    expect(() => namedBy([['a{s}', 'b{t}']])).toThrow("the rule 'a{s}' → 'b{t}' doesn't say what {t} is");
  });

  it('of a convolution and its norm', () => {
    expect(moduleRules('stem', 'conv1')).toEqual(convNormRules('stem', 'conv1.conv', 'conv1.bn'));
    const { nameOf } = namedBy(convNormRules('stem', 'conv1', 'bn1'));
    expect(['stem.conv.kernel', 'stem.kernel', 'stem.norm.beta'].map(nameOf)).toEqual([
      'conv1.weight',
      'conv1.weight',
      'bn1.bias',
    ]);
  });
});
