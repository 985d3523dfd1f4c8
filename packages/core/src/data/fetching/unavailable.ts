import { RefoldError } from '../../error.ts';

/** A source can't deliver at the moment (no network, wrong content): the next source is worth trying. */
export class Unavailable extends RefoldError {
  override readonly name = 'Unavailable';
}
