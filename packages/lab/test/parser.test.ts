/** How a command line is understood: arguments, mistakes, help. */
import { describe, expect, it } from 'vitest';
import { type Command, numberFrom, oneOf, share, wholeNumber } from '../src/cli/command.ts';
import { reproduceCommand } from '../src/cli/commands/reproduce.ts';
import { helpOf, overviewOf, readArguments, understood } from '../src/cli/parser.ts';

const command: Command = {
  name: 'toast',
  positionals: ['<bread>', '[spread]'],
  summary: 'Toast bread.',
  options: {
    minutes: { type: 'string', value: 'n', help: 'how long' },
    dark: { type: 'boolean', short: 'd', help: 'well done' },
    plate: { type: 'string', short: 'p', value: 'name', help: 'where to' },
    'no-lid': { type: 'boolean', help: 'open' },
  },
  example: 'refold toast rye',
  run: async () => 0,
};

describe('readArguments', () => {
  it('reads positional arguments, values and flags', () => {
    const call = readArguments(command, ['rye', '--minutes', '3', '--dark', 'jam']);
    expect(call.positionals).toEqual(['rye', 'jam']);
    expect(call.flag('dark')).toBe(true);
    expect(wholeNumber(call, 'minutes', 1)).toBe(3);
    expect(readArguments(command, ['rye', '--minutes=4']).text('minutes')).toBe('4');
    const short = readArguments(command, ['-p', 'blue', 'rye', '-d']);
    expect([short.text('plate'), short.flag('dark'), short.positionals]).toEqual(['blue', true, ['rye']]);
    expect(readArguments(command, ['rye', '-pblue']).text('plate')).toBe('blue');
    expect(readArguments(command, ['rye', '--plate', '-1,1']).text('plate')).toBe('-1,1');
    expect([call.text('plate'), short.flag('no-lid'), call.flag('dry')]).toEqual([undefined, false, false]);
    expect(readArguments(command, ['--no-lid', 'rye']).flag('no-lid')).toBe(true);
  });

  it.each([
    [['rye', '--minuets', '3'], "unknown option '--minuets'. Did you mean --minutes?"],
    [['rye', '--minutes'], "option '--minutes <n>' argument missing: refold toast <bread> [spread] [options]; --help"],
    [['rye', '--minutes', '--dark'], '--minutes needs a value: --minutes <n>'],
    [['rye', '--minutes', '-d'], '--minutes needs a value'],
    [['rye', '--minutes='], '--minutes needs a value'],
    [['rye', '--minutes', ' '], '--minutes needs a value'],
    [['rye', '--dark=yes'], '--dark takes no value'],
    [['rye', '--minutes', '3', '--minutes=4'], '--minutes is given twice'],
    [['rye', '-x'], "unknown option '-x': refold toast <bread> [spread] [options]; --help tells more"],
    [['rye', '-p'], "option '-p, --plate <name>' argument missing"],
    [[], "missing required argument 'bread': refold toast <bread> [spread] [options]"],
    [['rye', 'jam', 'cheese'], 'too many arguments'],
  ])('refuses %j', (args, message) => {
    expect(() => readArguments(command, args)).toThrow(message);
  });

  it('refuses numbers and names that are none', () => {
    expect(() => wholeNumber(readArguments(command, ['rye', '--minutes', 'x']), 'minutes', 1)).toThrow(
      "--minutes is 'x'",
    );
    const half = (text: string) => share(readArguments(command, ['rye', '--minutes', text]), 'minutes');
    expect(half('0.5')).toBe(0.5);
    for (const text of ['0', '1', 'x']) expect(() => half(text)).toThrow('it must be above 0 and below 1');
    const rate = (text: string) => numberFrom(readArguments(command, ['rye', '--minutes', text]), 'minutes', 0, 1);
    expect([rate('0'), rate('1e-3')]).toEqual([0, 0.001]);
    for (const text of ['-1', '1', 'x'])
      expect(() => rate(text)).toThrow('it must be a number of at least 0 and below 1');
    expect(() => oneOf('scale', 'qick', ['smoke', 'quick'])).toThrow("unknown scale 'qick'. Did you mean quick?");
  });

  it('gives every option and an example in the help', async () => {
    expect(await helpOf(command)).toContain('--minutes <n>       how long');
    expect(await helpOf(command)).toContain('-p, --plate <name>  where to');
    expect(await helpOf(reproduceCommand)).toContain('refold reproduce repvgg --table');
  });
});

describe('a command line', () => {
  it('asks for a command with its arguments, for help or the version', () => {
    const asked = understood([command], ['toast', 'rye', '-d']);
    expect(asked).toMatchObject({ kind: 'run', command });
    expect(asked.kind === 'run' && [asked.call.positionals, asked.call.flag('dark')]).toEqual([['rye'], true]);
    // Help comes before what is wrong, and where the command's name is last.
    for (const args of [
      ['toast', '--help'],
      ['toast', '-h'],
      ['toast', '--drak', '--help'],
      ['help', 'toast'],
    ]) {
      expect(understood([command], args), args.join(' ')).toEqual({ kind: 'help', command });
    }
    for (const args of [[], ['help'], ['--help'], ['-h'], ['help', 'toste']]) {
      expect(understood([command], args), args.join(' ')).toEqual({ kind: 'help' });
    }
    for (const args of [['--version'], ['-v']]) expect(understood([command], args)).toEqual({ kind: 'version' });
  });

  it.each([
    [['toste', 'rye'], "unknown command 'toste'. Did you mean toast?"],
    [['fry'], "unknown command 'fry': refold <command> [options]; --help tells more"],
    [['--vers'], "unknown option '--vers'. Did you mean --version?"],
    [['toast'], "missing required argument 'bread': refold toast <bread> [spread] [options]"],
    [['toast', 'rye', '-v'], "unknown option '-v': refold toast <bread>"],
    [
      ['toast', 'rye', 'jam', 'ham'],
      "too many arguments for 'toast'. Expected 2 arguments but got 3: refold toast <bread>",
    ],
  ])('refuses %j', (args, message) => {
    expect(() => understood([command], args)).toThrow(message);
  });

  it('has an overview of the commands', () => {
    expect(overviewOf([command])).toMatch(/^ {2}toast <bread> \[spread\] \[options\] +Toast bread\.$/m);
  });
});
