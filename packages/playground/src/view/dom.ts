/** Elements of the page. */

/** The element of an id. @throws Error if the page has none of that kind */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} '${id}'`);
  return found;
}

type Properties = Readonly<Record<string, string | number>>;

/** A new element with attributes and what is in it. Text is text: nothing is read as HTML. */
export function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Properties = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...content);
  return element;
}
