/** Which of them should I use? Not a paper's: `npx refold reproduce guide` puts the papers' methods side by side. results/guide.md is drawn from it. */
import { paperIn } from '@refold/lab';
import { type AofpSettings, aofp } from 'aofp';
import { type CsgdSettings, csgd, type OneShotSettings, oneShot } from 'csgd';
import { type GsmSettings, gsm } from 'gsm';
import { type ResRepSettings, resrep } from 'resrep';
import { PRUNING } from './pruning.ts';
import { reasons } from './reasons.ts';

export default await paperIn(import.meta.dirname, {
  reference: 'Our own question: which of these methods should I use?',
  isOwn: true,
  models: {},
  reasons,
  methods: {
    csgd: settings => csgd(settings as CsgdSettings),
    oneShot: settings => oneShot(settings as OneShotSettings),
    resrep: settings => resrep(settings as ResRepSettings),
    gsm: settings => gsm(settings as GsmSettings),
    aofp: settings => aofp(settings as AofpSettings),
  },
  weights: scale => [PRUNING[scale]?.net.weights ?? []].flat(),
});
