/** Statistics of votes, by hand, and the tables that they are read from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNapsRatings, loadVotes, VOTED_SETS } from '../src/tasks/rating-tables.ts';
import { voteStatistics } from '../src/tasks/votes.ts';

describe('statistics of votes', () => {
  const emotions = ['awe', 'fear', 'surprise'];

  it('are those of the table', () => {
    const statistics = voteStatistics({
      name: 'three pictures',
      emotions,
      votes: [
        [4, 0, 0],
        [2, 2, 0],
        [0, 1, 3],
      ],
    });
    expect(statistics.pictures).toBe(3);
    // The second picture is a tie.
    expect(statistics.majority).toEqual({ awe: 1, fear: 0, surprise: 1 });
    expect(statistics.ties).toBe(1);
    expect(statistics.voteShares).toEqual({ awe: 6 / 12, fear: 3 / 12, surprise: 3 / 12 });
    // 0, ln 2, and ¼ ln 4 + ¾ ln 4/3
    expect(statistics.entropy).toBeCloseTo((Math.log(2) + Math.log(4) / 4 + (3 / 4) * Math.log(4 / 3)) / 3, 12);
    expect(statistics.agreement).toBeCloseTo((1 + 1 / 2 + 3 / 4) / 3, 12);
    expect(statistics.zeroCells).toBeCloseTo(4 / 9, 12);
    // Of 4·3 ordered pairs of viewers 12, 2 + 2 and 3·2 vote alike.
    const alike = (12 / 12 + 4 / 12 + 6 / 12) / 3;
    expect(statistics.pairAgreement).toBeCloseTo(alike, 12);
    const chance = (1 / 2) ** 2 + 2 * (1 / 4) ** 2;
    expect(statistics.kappa).toBeCloseTo((alike - chance) / (1 - chance), 12);
    // Awe is positive, fear negative; surprise is neither, so the third picture has one negative vote.
    expect(statistics.polarity).toEqual({ positive: 1, negative: 1, balanced: 1 });
  });

  it('have the kappa of a common worked example', () => {
    // 14 raters, ten subjects, five categories: mean agreement .378, kappa .210.
    const { pairAgreement, kappa } = voteStatistics({
      name: 'subjects',
      emotions: ['1', '2', '3', '4', '5'],
      votes: [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
      ],
    });
    expect(pairAgreement).toBeCloseTo(0.378, 3);
    expect(kappa).toBeCloseTo(0.21, 3);
  });

  it('have no kappa where all vote for one emotion', () => {
    const { kappa, pairAgreement } = voteStatistics({ name: 'one', emotions, votes: [[3, 0, 0]] });
    expect(kappa).toBeUndefined();
    expect(pairAgreement).toBe(1);
  });

  it('are within their bounds, and kappa is 1 of full agreement', () => {
    const row = fc
      .array(fc.nat(5), { minLength: 3, maxLength: 3 })
      .filter(counts => counts.reduce((sum, count) => sum + count, 0) > 1);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), votes => {
        const { majority, ties, polarity, ...rest } = voteStatistics({ name: 'any', emotions, votes });
        const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
        expect(sum(majority) + ties).toBe(votes.length);
        expect(sum(polarity)).toBe(votes.length);
        expect(sum(rest.voteShares)).toBeCloseTo(1, 12);
        expect(rest.entropy).toBeLessThanOrEqual(Math.log(3) + 1e-12);
        expect(rest.agreement).toBeGreaterThanOrEqual(1 / 3 - 1e-12);
        expect(rest.pairAgreement).toBeLessThanOrEqual(rest.agreement + 1e-12);
        expect(rest.kappa ?? 0).toBeLessThanOrEqual(1);
      }),
    );
    const agreeing = voteStatistics({
      name: 'agreeing',
      emotions,
      votes: [
        [3, 0, 0],
        [0, 3, 0],
      ],
    });
    expect(agreeing.kappa).toBe(1);
  });

  it.each([
    ['no pictures', [], 'a set has no pictures'],
    ['shares', [[0.5, 0.5, 0]], 'a set: row 0 has 0.5 votes'],
    [
      'one vote',
      [
        [2, 0, 0],
        [1, 0, 0],
      ],
      'a set: row 1 has fewer than two votes',
    ],
    ['a short row', [[1, 1]], 'a set: row 0 has 2 counts, but there are 3 emotions'],
  ])('refuse %s', (_, votes, message) => {
    expect(() => voteStatistics({ name: 'a set', emotions, votes })).toThrow(message);
  });
});

describe('tables', () => {
  let folder: string;
  const write = (file: string, ...lines: readonly string[]): void =>
    writeFileSync(join(folder, 'emotion-tables', file), `${lines.join('\n')}\n`);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rating-tables-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('that are missing are asked for', () => {
    for (const name of VOTED_SETS)
      expect(() => loadVotes(name, folder)).toThrow("doesn't exist. Ratings without pictures");
    expect(() => loadNapsRatings(folder)).toThrow(join(folder, 'emotion-tables', 'naps.csv'));
  });

  it('of votes are read by the names of their columns', () => {
    mkdirSync(join(folder, 'emotion-tables'), { recursive: true });
    write(
      'twitter_ldl.csv',
      'file,sadness,amusement,awe,contentment,excitement,anger,disgust,fear',
      '1.jpg,5,3,0,0,0,0,0,0',
    );
    const { name, emotions, votes } = loadVotes('twitter-ldl', folder);
    expect(name).toBe('Twitter_LDL');
    expect(emotions[0]).toBe('amusement');
    expect(votes).toEqual([[3, 0, 0, 0, 0, 0, 0, 5]]);
  });

  it('of votes that are not of as many viewers, or none at all, are refused by their lines', () => {
    const names = 'file,amusement,awe,contentment,excitement,anger,disgust,fear,sadness';
    write('flickr_ldl.csv', names, '1.jpg,11,0,0,0,0,0,0,0', '2.jpg,8,0,0,0,0,0,0,0', '3.jpg,x,0,0,0,0,0,0,0');
    expect(() => loadVotes('flickr-ldl', folder)).toThrow(
      /flickr_ldl.csv has 2 faults: flickr_ldl.csv, line 3: its votes aren't those of 11 viewers: 8, 0.*line 4: amusement is 'x'/,
    );
  });

  it('of ratings are read, on their scale', () => {
    write('naps.csv', 'file,category,description,valence,arousal', 'a.jpg,Animals,"Stork, dead",2.57,6.44');
    expect(loadNapsRatings(folder)).toEqual([{ file: 'a.jpg', category: 'Animals', valence: 2.57, arousal: 6.44 }]);
    write('naps.csv', 'file,category,valence,arousal', 'a.jpg,Animals,2.57,64.4');
    expect(() => loadNapsRatings(folder)).toThrow('naps.csv, line 2: arousal is 64.4, outside 1 to 9');
  });
});
