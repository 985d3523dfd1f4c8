/** Why cells and claims were not run: each reason in full once, and by its number where it applies. */
import { distinct } from './markdown.ts';
import { reasonIn } from './totals.ts';

/** The reasons why cells were not run, each once: a page refers to them by number. */
export class Reasons {
  readonly #all: readonly string[];

  constructor(records: readonly { readonly verdict: string }[]) {
    this.#all = distinct(records.map(({ verdict }) => reasonIn(verdict)));
  }

  /** ' [2]'; empty for what was run. */
  noteOf({ verdict }: { readonly verdict: string }): string {
    const at = this.#all.indexOf(reasonIn(verdict));
    return at < 0 ? '' : ` [${at + 1}]`;
  }

  /** How many of the cells each reason keeps from being run: ' (12 [1], 3 [2])'. */
  countsOf(cells: readonly { readonly verdict: string }[]): string {
    const notes = cells.map(cell => this.noteOf(cell)).filter(note => note !== '');
    const counts = distinct(notes).map(note => `${notes.filter(one => one === note).length}${note}`);
    return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  }

  /** In their order. */
  get all(): readonly string[] {
    return this.#all;
  }
}
