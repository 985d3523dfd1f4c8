/** Figures: drawings that are put into the page when they come near the window, or are printed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DrawingData, FigureData, PaperData } from '../shape.ts';
import { isShown, useFilter } from './filter.ts';

export function Figures({ paper }: { readonly paper: PaperData }) {
  const filter = useFilter();
  const shown = paper.figures.filter(
    figure =>
      isShown(paper, figure.headline, filter) &&
      (filter.scale === '' || figure.drawings.some(({ scale }) => scale === filter.scale)),
  );
  if (shown.length === 0) return null;
  return (
    <>
      <h3 id={`${paper.id}-figures`}>Figures</h3>
      {shown.map(figure => (
        <Figure key={figure.id} paper={paper} figure={figure} />
      ))}
    </>
  );
}

function Figure({ paper, figure }: { readonly paper: PaperData; readonly figure: FigureData }) {
  const filter = useFilter();
  const [chosen, choose] = useState(figure.drawings[0]!.scale);
  const scale = filter.scale === '' ? chosen : filter.scale;
  const drawing = figure.drawings.find(one => one.scale === scale) ?? figure.drawings[0]!;
  const { headline, note, drawings, deviations } = figure;
  return (
    <figure id={`${paper.id}-${figure.id}`}>
      <figcaption>
        <h4>{headline}</h4>
        {drawings.length > 1 && filter.scale === '' ? (
          <label>
            Scale{' '}
            <select value={scale} onChange={event => choose(event.currentTarget.value)}>
              {drawings.map(({ scale }) => (
                <option key={scale}>{scale}</option>
              ))}
            </select>
          </label>
        ) : (
          <span class="tally">scale {drawing.scale}</span>
        )}
      </figcaption>
      <Drawing key={scale} drawing={drawing} label={headline} />
      <p class="note">
        {note}
        {drawing.numbers !== '' && (
          <>
            The numbers: <code>{drawing.numbers}</code>
          </>
        )}
        {deviations.length > 0 && ` · Deviations: ${deviations.map(place => `D${place + 1}`).join(', ')}`}
      </p>
    </figure>
  );
}

/** How near the window a drawing must come. */
const NEAR = '1200px';

function Drawing({ drawing, label }: { readonly drawing: DrawingData; readonly label: string }) {
  const box = useRef<HTMLElement>(null);
  const { svg } = drawing;
  useEffect(() => {
    const element = box.current!;
    const show = () => {
      if (element.firstElementChild === null) element.innerHTML = svg;
    };
    const observer = new IntersectionObserver(
      entries => entries.some(({ isIntersecting }) => isIntersecting) && show(),
      {
        rootMargin: NEAR,
      },
    );
    observer.observe(element);
    addEventListener('beforeprint', show);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', show);
    };
  }, [svg]);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by the keyboard
    <section class="scroll" aria-label={label} tabIndex={0}>
      <div
        class="drawing"
        ref={element => {
          box.current = element;
        }}
        style={{ width: `${width}px`, aspectRatio: `${width} / ${height}` }}
      />
    </section>
  );
}
