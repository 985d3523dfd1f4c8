/** The networks behind the names that the paper prints. */
import { type ModelEntry, models as shared } from '@refold/core/zoo';
import { models as own } from 'repvgg';

const byPrintedName = new Map(
  Object.entries({ ...shared, ...own }).map(([name, entry]) => [name.toLowerCase(), entry]),
);

/** The model of a printed name; undefined where the paper doesn't describe it. */
export const modelOf = (printed: string): ModelEntry | undefined => byPrintedName.get(printed.toLowerCase());
