/** Deviations from the paper on a page of results: tables share many, and each is told once. */

/** Numbers them as they come. */
export class Deviations {
  readonly #numbers = new Map<string, number>();

  /** Markdown: by their numbers those that the page has told already, the others in full. */
  draw(deviations: readonly string[]): string {
    const all = [...new Set(deviations)];
    const told = all.flatMap(text => this.#numbers.get(text) ?? []).sort((a, b) => a - b);
    const fresh = all.filter(text => !this.#numbers.has(text));
    for (const text of fresh) this.#numbers.set(text, this.#numbers.size + 1);
    const above = told.length === 0 ? '' : ` ${spans(told)} above${fresh.length === 0 ? '.' : ', and'}`;
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
