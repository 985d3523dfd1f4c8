import { digestOf } from '../../src/data/fetching/checksum.ts';

/** What files of tests are to contain. */
export const content = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i % 251));
export const digest = digestOf(content, 'md5:');
