/** All that is known of one value or claim, in a dialog. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import { originAt } from './model.ts';

/** Opens the dialog with a heading and what stands below it. */
export type OpenDetail = (detail: Detail) => void;

export interface Detail {
  readonly heading: ComponentChildren;
  readonly body: ComponentChildren;
}

export const DetailContext = createContext<OpenDetail>(() => {});
export const useDetail = (): OpenDetail => useContext(DetailContext);

/** The dialog; Escape, its button and a press beside it close it, and the focus goes back to where it was. */
export function DetailDialog({ detail, close }: { readonly detail: Detail | undefined; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (detail !== undefined && !dialog.current!.open) dialog.current!.showModal();
  }, [detail]);
  const pressed = ({ target }: Event) => {
    if (target === dialog.current) dialog.current!.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser closes a dialog when Escape is pressed
    <dialog ref={dialog} aria-labelledby="detail-heading" onClose={close} onClick={pressed}>
      {detail !== undefined && (
        <div class="detail">
          <form method="dialog">
            <button type="submit" class="close" aria-label="Close">
              ×
            </button>
          </form>
          <h2 id="detail-heading">{detail.heading}</h2>
          {detail.body}
        </div>
      )}
    </dialog>
  );
}

/** A fact; nothing where there is nothing to say. */
export type Fact = readonly [name: string, value: ComponentChildren];

/** Facts as a list of names and values, without those that are empty. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== '' && value !== undefined && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Where a value comes from, as facts. */
export function originFacts(place: number): readonly Fact[] {
  const { data, network, backend, commit, date } = originAt(place);
  return [
    ['Data', data],
    ['Network', network],
    ['Backend', backend],
    ['Commit', commit && <code>{commit}</code>],
    ['Date', date],
  ];
}
