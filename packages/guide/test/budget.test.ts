/** As many epochs as fit into the time of the slowest. */
import { epochsInTime } from 'guide';
import { expect, it } from 'vitest';

const speeds = { plain: 1, ACNet: 0.5, RepVGG: 0.7, DBB: 0.25, 'DBB in RepVGG': 0.2 };

it('gives the slowest block its epochs, and faster ones more', () => {
  expect(epochsInTime(speeds, 2)).toEqual({ plain: 10, ACNet: 5, RepVGG: 7, DBB: 3, 'DBB in RepVGG': 2 });
});

it.each([0, Number.NaN, -1])('refuses a speed of %s', speed => {
  expect(() => epochsInTime({ ...speeds, DBB: speed }, 2)).toThrow(`the training speed of DBB is ${speed}`);
});
