/** As many epochs as fit into the time of another. */
import { epochsInTime } from 'guide';
import { expect, it } from 'vitest';

const speeds = { plain: 1, ACNet: 0.5, RepVGG: 0.7, DBB: 0.25, slow: 0.01 };

it.each([
  ['plain', 8],
  ['ACNet', 4],
  ['RepVGG', 6],
  ['DBB', 2],
  ['slow', 1],
] as const)('gives %s %d epochs', (name, epochs) => {
  expect(epochsInTime(name, speeds, { of: 'DBB', epochs: 2 })).toBe(epochs);
});

it.each([undefined, 0, Number.NaN, -1])('refuses a speed of %s, and says how to measure it', speed => {
  expect(() => epochsInTime('DBB', { ...speeds, DBB: speed }, { of: 'plain', epochs: 2 })).toThrow(
    /'DBB' has no training speed yet.*block-speeds/,
  );
});
