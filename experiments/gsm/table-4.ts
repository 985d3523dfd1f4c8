/**
 * Table 4: winning tickets on MNIST, of the largest weights and of GSM.
 *   npx refold reproduce gsm --table table-4
 * With table 1's runs quick takes about 16 minutes on two cores, standard 3 hours. Besides them it has 22 tickets:
 * LeNet-300-100 with 5 seeds and 3 epochs, LeNet-5 with 3 and one; at standard 30 of 10.
 * Comes out: accuracy of both kinds of tickets, beside the whole network's, and whether GSM's are better.
 */
import { defineTable, exact, greaterInRow, less, score, trained } from '@refold/lab';
import { DEVIATIONS, LENETS, PRUNED } from './mnist.ts';
import { countCells, networkName } from './pruned.ts';
import { baseRun, ticketRun } from './runs.ts';

const TICKETS = PRUNED.map(({ name, ...pruned }) => ({ name: name.replace(' GSM', ''), ...pruned }));

export default defineTable({
  title: 'Winning tickets on MNIST',
  printed: 'table4_winning-tickets.csv',
  scales: LENETS['LeNet-300'],
  columns: {
    compression: exact({ heading: 'Compression', printed: 'compression ratio', rounding: 'truncate' }),
    magnitude: score({ heading: 'Magnitude tickets', printed: 'magnitude tickets top-1' }),
    gsm: score({ heading: 'GSM tickets', printed: 'GSM tickets top-1', metric: 'top1' }),
    whole: score({ heading: 'The whole network' }),
    zeros: score({ heading: 'Left of the GSM ticket', unit: '', digits: 0, metric: 'nonZero' }),
  },
  rows: TICKETS.map(({ name, net, keep }) => ({
    name,
    network: networkName(net),
    settings: scale => LENETS[net][scale],
    train: ticketRun(keep, 'gsm'),
    cells: {
      compression: countCells(net, keep).compression,
      magnitude: trained(ticketRun(keep, 'magnitude'), 'top1'),
      whole: trained(baseRun, 'top1'),
    },
  })),
  claims: [
    ...['LeNet-300', 'LeNet-5 125x', 'LeNet-5 300x'].map(name =>
      greaterInRow(name, 'gsm', 'magnitude', {
        sentence: "Tickets of GSM's masks are better than those of the largest weights.",
        source: 'table 4',
      }),
    ),
    // The largest of the ten classes makes 11.35 % of the test images.
    less('LeNet-5 300x', 12.35, 'magnitude', {
      sentence: 'At 300× tickets of the largest weights stay within a point of chance.',
      source: 'table 4',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'A ticket of a seed has the base network, the GSM run and the fresh weights of the same seed.',
  ],
});
