import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Algorithm, Choices, choose, fileOf, setDeterministic, time } from '../src/tuning.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'choices-'));
  path = join(folder, 'machine.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

/** Takes that many milliseconds, by the stopwatch that `time` reads. */
function slow(milliseconds: Record<Algorithm, number>): (algorithm: Algorithm) => void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return algorithm => {
    now += milliseconds[algorithm];
  };
}

describe('timing', () => {
  it('takes the fastest, whichever comes first', () => {
    const run = slow({ direct: 3, winograd: 2, depthwise: 9 });
    expect(time(['direct', 'winograd'], run)).toBe('winograd');
    expect(time(['winograd', 'direct'], run)).toBe('winograd');
  });

  it('does not run again what takes twice as long', () => {
    const run = vi.fn(slow({ direct: 10, winograd: 1, depthwise: 9 }));
    time(['direct', 'winograd'], run);
    expect(run.mock.calls.filter(([algorithm]) => algorithm === 'direct')).toHaveLength(2);
  });

  it('is left to the rule in deterministic mode', () => {
    const run = vi.fn();
    setDeterministic(true);
    const task = { key: 'forward 1', candidates: ['direct', 'winograd'], rule: 'winograd' } as const;
    expect(choose(task, run)).toBe('winograd');
    setDeterministic(false);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('choices on disk', () => {
  it('are found again by another process', () => {
    new Choices(path).set('forward 1,2', 'winograd');
    expect(new Choices(path).get('forward 1,2')).toBe('winograd');
    expect(new Choices(path).get('forward 9,9')).toBeUndefined();
  });

  it('are merged with what other processes wrote, and leave no temporary file', () => {
    const [one, other] = [new Choices(path), new Choices(path)];
    expect(one.get('a') ?? other.get('a')).toBeUndefined();
    one.set('a', 'direct');
    other.set('b', 'winograd');
    one.set('c', 'direct');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ a: 'direct', b: 'winograd', c: 'direct' });
    expect(readdirSync(folder)).toEqual(['machine.json']);
  });

  it('sweep what killed writes left beside them', () => {
    const [left, current] = [`${path}.123`, `${path}.124`];
    for (const each of [left, current]) writeFileSync(each, '');
    const earlier = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(left, earlier, earlier);
    new Choices(path).set('a', 'direct');
    expect(readdirSync(folder).sort()).toEqual(['machine.json', 'machine.json.124']);
  });

  it.each(['{"a": "dir', '[]x', 'null'])('in a file that holds %j are ignored with a note, and written anew', text => {
    const note = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    writeFileSync(path, text);
    const choices = new Choices(path);
    expect(choices.get('a')).toBeUndefined();
    expect(note).toHaveBeenCalledOnce();
    expect(note.mock.calls[0]![0]).toMatch(/^tfjs-backend-native: ignoring .*, which will be overwritten: .*\n$/);
    choices.set('a', 'direct');
    expect(new Choices(path).get('a')).toBe('direct');
  });

  it('of algorithms that this version lacks are passed over', () => {
    writeFileSync(path, '{"a": "fft", "b": "direct"}');
    const choices = new Choices(path);
    expect(choices.get('a')).toBeUndefined();
    expect(choices.get('b')).toBe('direct');
  });

  it('stay in memory where they cannot be written', () => {
    const note = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    writeFileSync(path, '{}');
    const choices = new Choices(join(path, 'within-a-file.json'));
    choices.set('a', 'winograd');
    expect(choices.get('a')).toBe('winograd');
    expect(note.mock.calls.join()).toContain("can't store the fastest algorithms");
  });
});

describe('the file', () => {
  it("lies in the user's cache folder, one a machine", () => {
    const file = fileOf('AMD EPYC, avx512, 2 threads, 0.1.0', { XDG_CACHE_HOME: '/cache' });
    expect(file).toMatch(/^\/cache\/tfjs-backend-native\/AMD-EPYC-avx512-2-threads-0\.1\.0-[0-9a-f]{8}\.json$/);
    expect(fileOf('AMD EPYC, avx512, 4 threads, 0.1.0', { XDG_CACHE_HOME: '/cache' })).not.toBe(file);
    expect(fileOf('m', {})).toContain(join('.cache', 'tfjs-backend-native'));
  });

  it('goes where TFJS_NATIVE_CHOICES says, or nowhere', () => {
    expect(fileOf('m', { TFJS_NATIVE_CHOICES: '/elsewhere', XDG_CACHE_HOME: '/cache' })).toMatch(/^\/elsewhere\/m-/);
    expect(fileOf('m', { TFJS_NATIVE_CHOICES: 'off' })).toBeUndefined();
  });
});
