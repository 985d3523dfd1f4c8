import { describe, expect, it } from 'vitest';
import { exact, measured, ratio, score } from '../src/define/columns.ts';
import { inUnit, median, printedDigits, shorten, show, summarize } from '../src/judge/numbers.ts';
import type { Printed } from '../src/judge/printed.ts';
import { judge } from '../src/judge/verdict.ts';

const printed = (value: string, confidence: Printed['confidence'] = 'verified'): Printed => ({
  value,
  unit: '',
  source: 'paper-text',
  confidence,
});
const value = (value: number | string) => ({ kind: 'value', value }) as const;
const samples = (...samples: number[]) => ({ kind: 'samples', samples }) as const;

describe('numbers', () => {
  it.each([
    [8.309384, 2, 'truncate', '8.30'],
    [8.309384, 2, 'round', '8.31'],
    [1.361451008, 1, 'round', '1.4'],
    [1.361451008, 1, 'truncate', '1.3'],
    [1.005, 2, 'round', '1.01'],
    [25.53, 2, 'truncate', '25.53'],
    [-0.004, 2, 'round', '0.00'],
    [-1.26, 1, 'truncate', '-1.2'],
    [110_960_872, 0, 'truncate', '110960872'],
  ] as const)('shortens %d to %d digits (%s): %s', (number, digits, rounding, text) => {
    expect(shorten(number, digits, rounding)).toBe(text);
  });

  it('reads the digits of printed decimals only', () => {
    expect(['8.30', '719', '-0.5', '1-2-4-14-1', '2 x 64a', '1,000'].map(printedDigits)).toEqual([
      2,
      0,
      1,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('scales counts, fractions, seconds and bytes', () => {
    expect(inUnit(8_309_384, 'M')).toBe(8.309384);
    expect(inUnit(0.7241, '%')).toBeCloseTo(72.41, 12);
    expect(inUnit(0.0845, 'ms')).toBeCloseTo(84.5, 12);
    expect(inUnit(3 * 2 ** 20, 'MiB')).toBe(3);
    expect(inUnit(17, 'layers')).toBe(17);
  });

  it('summarizes; one value has no standard deviation', () => {
    expect(summarize([1, 2, 6])).toEqual({ n: 3, mean: 3, std: Math.sqrt(7) });
    expect(summarize([4]).std).toBeNaN();
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
    expect(show(0.000123456, undefined)).toBe('0.0001235');
  });
});

/** Data, network and schedule are the paper's. */
const AS_PRINTED = { comparable: true };

describe('exact cells', () => {
  const truncated = exact({ unit: 'M', rounding: 'truncate' });

  it("match to the printed precision under the paper's way of shortening", () => {
    expect(judge(truncated, printed('8.30'), value(8_309_384))).toMatchObject({
      measured: '8.30',
      delta: '0.00',
      verdict: 'match',
    });
    expect(judge({ ...truncated, rounding: 'round' }, printed('8.30'), value(8_309_384))).toMatchObject({
      measured: '8.31',
      delta: '0.01',
      verdict: 'mismatch',
    });
  });

  it("differ, and fail nothing, where the paper's figure is disputed", () => {
    const disputed = { disputed: true };
    expect(judge(truncated, printed('8.31'), value(8_309_384), disputed).verdict).toBe('differs');
    expect(judge(truncated, printed('8.30'), value(8_309_384), disputed).verdict).toBe('match');
  });

  it('match only where every seed does', () => {
    expect(judge(truncated, printed('8.30'), samples(8_309_384, 8_300_001))).toMatchObject({
      measured: '8.30',
      n: '2',
      verdict: 'match',
    });
    const apart = [printed('8.30'), samples(8_309_384, 8_310_000)] as const;
    expect(judge(truncated, ...apart).verdict).toBe('mismatch');
    expect(judge(truncated, ...apart, { disputed: true }).verdict).toBe('differs');
  });

  it('keep the raw count where the paper prints nothing', () => {
    expect(judge(truncated, undefined, value(120_387_572))).toMatchObject({
      measured: '120.387572',
      verdict: '',
    });
  });

  it('compare words but for case and spaces', () => {
    const words = exact();
    expect(judge(words, printed('2 x 64a'), value('2 X 64a')).verdict).toBe('match');
    expect(judge(words, printed('1-2-4-14-1'), value('1-4-6-16-1')).verdict).toBe('mismatch');
    expect(judge(words, printed('2.5'), value(2.5)).verdict).toBe('match');
  });
});

describe('score cells', () => {
  const top1 = score({ tolerance: 0.3 });

  it("are close or differ under the paper's conditions, and are not comparable under others", () => {
    const close = judge(top1, printed('72.39'), samples(0.722, 0.724), AS_PRINTED);
    expect(close).toMatchObject({ measured: '72.30', std: '0.14', n: '2', delta: '-0.09', verdict: 'close' });
    expect(judge(top1, printed('72.39'), samples(0.7), AS_PRINTED).verdict).toBe('differs');
    expect(judge(top1, printed('72.39'), samples(0.722, 0.724)).verdict).toBe('not comparable');
  });

  it('leave the standard deviation of one seed empty', () => {
    expect(judge(top1, undefined, samples(0.5))).toMatchObject({ std: '', n: '1', delta: '', verdict: '' });
  });
});

describe('other cells', () => {
  it('ratios take the median and a relative tolerance', () => {
    const memory = ratio({ to: 'ResNet-50', tolerance: 0.1, comparable: true });
    expect(judge(memory, printed('1.40'), samples(1.5, 1.3, 9))).toMatchObject({
      measured: '1.50',
      verdict: 'close',
    });
    expect(judge(memory, printed('1.40'), samples(1.6)).verdict).toBe('differs');
    expect(judge(memory, printed('1.40'), value(1.5394))).toMatchObject({ delta: '0.14', verdict: 'close' });
    expect(judge(memory, printed('1.40'), value(1.5406)).verdict).toBe('differs');
    expect(judge(memory, printed('none'), value(1.5)).verdict).toBe('not comparable');
  });

  it("ratios of speed are not comparable: the paper's machine is another, whatever the network and its data are", () => {
    const speed = ratio({ to: 'ResNet-50' });
    expect(judge(speed, printed('1.40'), samples(1.6), AS_PRINTED)).toMatchObject({
      paper: '1.40',
      measured: '1.60',
      delta: '0.20',
      verdict: 'not comparable',
    });
    expect(judge(speed, undefined, samples(1.6)).verdict).toBe('');
  });

  it('the reference of a ratio is 1 by definition, and no result', () => {
    const speed = ratio({ to: 'ResNet-50' });
    const reference = { kind: 'reference' } as const;
    expect(judge(speed, printed('1.00'), reference)).toMatchObject({ measured: '1.00', verdict: 'reference' });
    expect(judge(speed, undefined, reference)).toMatchObject({ measured: '1.00', verdict: '' });
  });

  it('what the paper quotes has its value and nothing else', () => {
    const quoted = judge(score(), printed('76.31'), { kind: 'quoted' });
    expect(quoted).toMatchObject({ paper: '76.31', measured: '', verdict: 'quoted' });
  });

  it('measured figures are shown, not judged', () => {
    expect(judge(measured({ unit: '' }), undefined, value(3.14159e-7))).toMatchObject({
      measured: '3.142e-7',
      verdict: '',
    });
  });

  it('say what is missing when not run, and which figures are unverified', () => {
    expect(judge(score(), printed('76.31', 'recalled'), { kind: 'not run', reason: 'needs ImageNet' })).toEqual({
      paper: '76.31',
      source: 'paper-text (unverified)',
      measured: '',
      std: '',
      n: '',
      values: '',
      delta: '',
      verdict: 'not run (needs ImageNet)',
    });
  });
});
