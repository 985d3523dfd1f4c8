/** What a run is and what it trains, as text for TensorBoard. */
import type { Network } from '@refold/core/layers';
import { MODEL } from '@refold/core/train';
import { layersTable } from '../models/layers-table.ts';
import type { RunName } from './hparams.ts';
import type { SummaryValue } from './messages.ts';
import { text } from './values.ts';

/** Characters of a network: a few hundred layers. */
const LONGEST = 60_000;

/** The run's name, and each player's network as a table of its layers. */
export function textsOf(
  { label, about }: RunName,
  networks: Readonly<Record<string, Network>>,
): readonly SummaryValue[] {
  const facts = Object.entries(about).map(([name, value]) => `- ${name}: ${value}`);
  return [
    text('run', [`**${label}**`, '', ...facts].join('\n')),
    ...Object.entries(networks).map(([player, { layer, input }]) =>
      text(player === MODEL ? 'network' : `network/${player}`, asCode(layersTable(layer, input))),
    ),
  ];
}

/** Indented, which is Markdown for text that stays as it is. */
const asCode = (table: string): string => {
  const shown = table.length > LONGEST ? `${table.slice(0, LONGEST)}\n  ...` : table;
  return shown.replace(/^/gm, '    ');
};
