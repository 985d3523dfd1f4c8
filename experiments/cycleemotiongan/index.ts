/** CycleEmotionGAN and CycleEmotionGAN++, reproduced: `npx refold reproduce cycleemotiongan`. */
import { paperIn } from '@refold/lab';
import { ADAPTATION, adaptation, models, RECALL, type RecallSettings, recall } from 'cycleemotiongan';
import { weightsAt } from './scales.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'S. Zhao, X. Chen, X. Yue, C. Lin, P. Xu, R. Krishna, J. Yang, G. Ding, A. Sangiovanni-Vincentelli, K. Keutzer: Emotional Semantics-Preserved and Feature-Aligned CycleGAN for Visual Emotion Adaptation (CycleEmotionGAN++). IEEE Transactions on Cybernetics, arXiv 2011.12470; and CycleEmotionGAN, AAAI 2019',
  models,
  weights: weightsAt,
  tasks: { [ADAPTATION]: adaptation },
  methods: { [RECALL]: settings => recall(settings as RecallSettings) },
});
