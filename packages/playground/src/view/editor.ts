/** The field of the expression: a mistake is underlined where it is, and said below. */
import type { ExpressionError } from '@refold/core/notation';
import { byId, make } from './dom.ts';

/** The field, and what lies behind it. */
export class Editor {
  readonly #text = byId('expression', HTMLTextAreaElement);
  readonly #marks = byId('marks', HTMLPreElement);

  constructor(changed: () => void) {
    this.#text.addEventListener('input', () => {
      this.#mirror();
      changed();
    });
    this.#text.addEventListener('scroll', () => this.#follow());
  }

  get value(): string {
    return this.#text.value;
  }

  set value(text: string) {
    this.#text.value = text;
    this.#text.rows = Math.min(22, Math.max(10, text.split('\n').length + 1));
    this.#text.scrollTo(0, 0);
    this.#mirror();
  }

  /** Underlines a mistake. */
  underline({ span: { start, end } }: Pick<ExpressionError, 'span'>): void {
    const { value } = this.#text;
    // A place behind the text, or a line's end, has nothing to underline but a space.
    const wrong = value.slice(start, end).replace(/^\n|^$/, ' ');
    this.#marks.replaceChildren(value.slice(0, start), make('mark', {}, wrong), `${value.slice(end)}\n`);
    this.#text.setAttribute('aria-invalid', 'true');
    this.#follow();
  }

  #mirror(): void {
    this.#marks.replaceChildren(`${this.#text.value}\n`);
    this.#text.removeAttribute('aria-invalid');
    this.#follow();
  }

  #follow(): void {
    this.#marks.scrollTo(this.#text.scrollLeft, this.#text.scrollTop);
  }
}
