/** Global Sparse Momentum SGD, reproduced: `npx refold reproduce gsm` fills tables and figures, in minutes at quick and hours at standard. */
import { paperIn } from '@refold/lab';
import { type GsmSettings, gsm, gsmPruner, nameMaps, type TicketSettings, ticket } from 'gsm';
import { RESNETS, STUDIED } from './cifar.ts';
import { omissions } from './omissions.ts';
import { reasons } from './reasons.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, G. Ding, X. Zhou, Y. Guo, J. Han, J. Liu: Global Sparse Momentum SGD for Pruning Very Deep Neural Networks. NeurIPS 2019, arXiv 1909.12778',
  models: {},
  reasons,
  nameMaps,
  omissions,
  methods: {
    gsm: settings => gsm(settings as GsmSettings),
    ticket: settings => ticket(settings as TicketSettings),
  },
  pruners: { gsm: gsmPruner },
  weights: scale => [...new Set([RESNETS, STUDIED].flatMap(by => by[scale].net.weights ?? []))],
});
