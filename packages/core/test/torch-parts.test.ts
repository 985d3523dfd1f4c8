/** Dicts of tensors within what was saved: which one is taken. */
import { describe, expect, it } from 'vitest';
import { decodeTorch } from '../src/io/torch-file.ts';
import { faultOf } from './support/fault.ts';
import { dict, int, recall, remember, stateDict, zipped } from './support/torch-encoder.ts';
import { dense, floats } from './support/torch-example.ts';

const weights = stateDict({ weight: dense });
const decode = (top: Buffer, part?: string) => decodeTorch(zipped(top, [floats]), 'a.pt', part);

describe('of several dicts of tensors', () => {
  const several = dict({ ema: dict({ state_dict: stateDict({ average: dense }) }), model: weights, step: int(3) });

  it('the one of the most usual name is taken, and the others are named', () => {
    const { tensors, part, others } = decode(several);
    expect([[...tensors.keys()], part, others]).toEqual([['weight'], 'model', ['ema.state_dict']]);
  });

  it('another is taken by its name', () => {
    const { tensors, part, others, skipped } = decode(several, 'ema.state_dict');
    expect([[...tensors.keys()], part, others]).toEqual([['average'], 'ema.state_dict', ['model']]);
    expect(decode(several, 'ema').part).toBe('ema.state_dict');
    expect(skipped.map(({ name, what }) => `${name}: ${what}`)).toEqual(['model: dict', 'step: number']);
  });

  it('none is taken by chance', () => {
    const unusual = dict({ teacher: weights, student: weights });
    expect(() => decode(unusual)).toThrow(
      "a.pt has 2 dicts of tensors, 'teacher', 'student': name the one that is meant",
    );
    expect(decode(unusual, 'student').others).toEqual(['teacher']);
  });

  it('a name that none has is refused with those that there are', () => {
    expect(() => decode(several, 'student')).toThrow(
      "has no dict of tensors 'student'; it has 'ema.state_dict', 'model'.",
    );
    expect(() => decode(dict({ step: int(3) }), 'model')).toThrow(
      "has no dict of tensors 'model'; it has none at all.",
    );
  });
});

it('the only one is taken, whatever its name, and the saved dict itself if tensors stand in it', () => {
  expect(decode(dict({ teacher: weights, step: int(1) })).part).toBe('teacher');
  expect(decode(dict({ bare: dense, ema: weights }))).toMatchObject({ part: '.', others: ['ema'] });
  expect([...decode(weights).tensors.keys()]).toEqual(['weight']);
});

it('dicts that stand under many names are found once, and few of them are named', () => {
  const many = (what: Buffer, index: number): Buffer =>
    dict(
      Object.fromEntries(
        Array.from({ length: 2000 }, (_, i) => [`k${i}`, i === 0 ? remember(index, what) : recall(index)]),
      ),
    );
  const begin = process.cpuUsage();
  const file = zipped(many(many(many(dense, 1), 2), 3), [floats]); // 4 million pairs of names for a dict of 2,000 tensors
  const text = faultOf(() => decodeTorch(file, 'a.pt'));
  expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(3);
  expect(text).toMatch(/^a\.pt has 2000 dicts of tensors, 'k0\.k0', .*'k0\.k19', and 1980 more: name the one/);
});
