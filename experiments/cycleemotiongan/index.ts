/** CycleEmotionGAN and CycleEmotionGAN++, reproduced: `npx refold reproduce cycleemotiongan`. */
import { paperIn } from '@refold/lab';
import { ADAPTATION, adaptation, METHODS, models, PIXELS, RECALL, type RecallSettings, recall } from 'cycleemotiongan';
import { reasons } from './reasons.ts';
import { adaptedRun } from './recipes.ts';
import { scalesOf, weightsAt } from './scales.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'S. Zhao, X. Chen, X. Yue, C. Lin, P. Xu, R. Krishna, J. Yang, G. Ding, A. Sangiovanni-Vincentelli, K. Keutzer: Emotional Semantics-Preserved and Feature-Aligned CycleGAN for Visual Emotion Adaptation (CycleEmotionGAN++). IEEE Transactions on Cybernetics, arXiv 2011.12470; and CycleEmotionGAN, AAAI 2019',
  models,
  reasons,
  weights: weightsAt,
  tasks: { [ADAPTATION]: adaptation },
  shown: scale => {
    const run = adaptedRun(METHODS['CycleEmotionGAN++'], scalesOf('FI', 'D-ViSA')[scale], 0);
    const { pixels, input, source } = run;
    const trainedOn = `${source.name}, to look like ${run.target.name}`;
    return { run, player: 'toTarget', layer: pixels!.generator, input, normalization: PIXELS, trainedOn };
  },
  methods: { [RECALL]: settings => recall(settings as RecallSettings) },
});
