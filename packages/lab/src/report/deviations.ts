/** Deviations from the paper on a results page: tables share many, and each is printed in full once. */

/** Numbers deviations in order of appearance. */
export class Deviations {
  readonly #numbers = new Map<string, number>();

  /** A table's deviations as Markdown: those printed earlier on the page by number, the others in full. */
  draw(deviations: readonly string[]): string {
    const all = [...new Set(deviations)];
    const known = all.flatMap(text => this.#numbers.get(text) ?? []).sort((a, b) => a - b);
    const fresh = all.filter(text => !this.#numbers.has(text));
    for (const text of fresh) this.#numbers.set(text, this.#numbers.size + 1);
    const above = known.length === 0 ? '' : ` ${spans(known)} above${fresh.length === 0 ? '.' : ', and'}`;
    const head = `Deviations from the paper:${above}`;
    return fresh.length === 0
      ? head
      : [head, '', ...fresh.map(text => `- D${this.#numbers.get(text)}: ${text}`)].join('\n');
  }
}

/** 'D1 to D3, D5, D6', of ascending numbers. */
function spans(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([first, last]) => (first === last ? `D${first}` : `D${first}${last - first === 1 ? ', ' : ' to '}D${last}`))
    .join(', ');
}
