/** Figures as the page holds them: the drawings that are among the results, made fit to stand side by side in one document. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Paper, PaperFigure } from '../../define/paper.ts';
import { SCALES, type Scale } from '../../define/scales.ts';
import { headlineOf } from '../../report/headings.ts';
import { readText } from '../../results/csv.ts';
import type { Results } from '../../results/results.ts';
import type { DrawingData, FigureData } from '../shape.ts';
import type { Deviations } from './deviations.ts';

/** The figures of a paper that have been drawn, the largest scale first. */
export function figuresOf(paper: Paper, results: Results, root: string, deviations: Deviations): readonly FigureData[] {
  return paper.figures
    .map(figure => ({
      id: figure.id,
      headline: headlineOf(figure),
      note: '',
      drawings: drawingsOf(figure, results, root),
      deviations: deviations.places(figure.deviations),
    }))
    .filter(({ drawings }) => drawings.length > 0);
}

/** The scales whose drawings pages show, largest first. */
const SHOWN = SCALES.filter(scale => scale !== 'smoke').reverse();

const drawingsOf = ({ paper, id }: PaperFigure, results: Results, root: string): readonly DrawingData[] =>
  SHOWN.filter(scale => existsSync(results.path(scale, `${id}.svg`))).map((scale: Scale) => {
    const numbers = results.path(scale, `${id}.csv`);
    return {
      scale,
      svg: embedded(readText(results.path(scale, `${id}.svg`)), `${paper}-${scale}-${id}`),
      numbers: existsSync(numbers) ? relative(root, numbers).replaceAll('\\', '/') : '',
    };
  });

/**
 * A drawing as a part of a page: without its own style sheet, which would colour the whole page, and with names that no other drawing has.
 * @param name begins the names of its clipping paths and gradients
 */
export const embedded = (svg: string, name: string): string =>
  svg
    .replace(/<\?xml[^>]*\?>/, '')
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/(?<= id=")(?=[^"]+")/g, `${name}-`)
    .replace(/(?<=url\(#)(?=[^)]+\))/g, `${name}-`)
    .replace(/(?<=href="#)(?=[^"]+")/g, `${name}-`)
    .trim();
