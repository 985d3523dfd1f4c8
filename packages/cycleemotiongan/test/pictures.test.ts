/** What a running game shows: pictures of its source beside their translations. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@refold/core/backend';
import { type AnyConfig, type Observer, type ShownPicture, train } from '@refold/core/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptation } from '../src/adaptation.ts';
import { PIXELS, TINY } from './support/tiny.ts';

/** The pictures at the start and after each epoch of a run. */
async function shownBy(change: object): Promise<readonly (readonly ShownPicture[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'refold-pictures-'));
  const shown: (readonly ShownPicture[])[] = [];
  const observer: Observer = {
    begin: async (_, look) => void shown.push(await look.pictures()),
    step: () => {},
    epoch: async (_, look) => void shown.push(await look.pictures()),
    end: () => {},
  };
  try {
    const config = { ...TINY, ...change } as unknown as AnyConfig;
    await train(config, { folder, observer, registry: { tasks: { adaptation } } });
    return shown;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A picture's columns of pictures, as one list of bytes each. */
const columnsOf = ({ pixels, width, height }: ShownPicture, side: number) =>
  Array.from({ length: width / side }, (_, c) =>
    Array.from({ length: height }, (_, y) => [
      ...pixels.subarray(3 * (y * width + c * side), 3 * (y * width + (c + 1) * side)),
    ]),
  );

describe('a game that goes on', () => {
  beforeAll(async () => void (await selectBackend('cpu')));

  it('shows the same pictures of its source each time, and how their translations change', async () => {
    const shown = await shownBy({ pixels: PIXELS });
    expect(shown.map(([picture]) => picture!.name)).toEqual(Array.from({ length: 3 }, () => 'source, adapted, back'));
    const [first, , last] = shown.map(([picture]) => columnsOf(picture!, 12));
    expect(shown[0]![0]).toMatchObject({ width: 3 * 12, height: 4 * 12 });
    expect(last![0]).toEqual(first![0]);
    expect(last![1]).not.toEqual(first![1]);
    expect(last![2]).not.toEqual(first![2]);
  });

  it('shows no way back where there is none, and nothing without translation', async () => {
    const [oneWay] = await shownBy({ epochs: 1, pixels: { ...PIXELS, directions: 'toTarget' } });
    expect(oneWay).toMatchObject([{ name: 'source, adapted', width: 2 * 12, height: 4 * 12 }]);
    expect(await shownBy({ epochs: 1 })).toEqual([[], []]);
  });
});
