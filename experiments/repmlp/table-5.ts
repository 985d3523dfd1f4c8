/**
 * Table 5: face recognition; here at small scale, on the ORL faces where they are there.
 *   npx refold reproduce repmlp --table table-5
 * quick trains 6 runs (2 rows, 3 seeds) of 40 epochs on 240 small images, standard 6 of 120 epochs with twice the channels.
 * Comes out: how often pairs of unseen people are told right, top-1 on known people, and the speed of both networks.
 */
import { defineTable, greater, ratio, score } from '@refold/lab';
import { type FaceSettings, recognition, SCALES } from './faces.ts';

const RESNET = 'FaceResNet';
const REPMLP = 'RepMLP-FaceRes';

export default defineTable<FaceSettings>({
  title: 'Face recognition',
  printed: 'table5_face-recognition.csv',
  scales: SCALES,
  columns: {
    accuracy: score({ heading: 'Accuracy', printed: 'MegaFace top-1 acc', metric: 'verification' }),
    known: score({ heading: 'Known people, top-1', printed: 'known', metric: 'top1' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: RESNET, fold: true }),
  },
  rows: [
    { name: 'MobileFaceNet', notRun: 'the paper does not describe its architecture' },
    ...[RESNET, REPMLP].map(name => ({
      name,
      train: (settings: FaceSettings) => recognition(name === REPMLP, settings),
      bench: 'trained' as const,
    })),
  ],
  claims: [
    greater(REPMLP, RESNET, 'accuracy', { sentence: 'RepMLP is better at faces.', source: 'table 5' }),
    greater(REPMLP, RESNET, 'speed', { sentence: 'RepMLP-FaceRes is faster than FaceResNet.', source: 'table 5' }),
  ],
  deviations: [
    "The paper trains on MS1M-V2 with AM-Softmax and reports MegaFace's identification. Here a classifier of 30 people with plain softmax is judged by pairs of pictures of 10 others: the share told right by the cosine of embeddings, as for Labeled Faces in the Wild; of generated patterns where the ORL faces are not in the data folder.",
    'The paper’s networks are not described to the count (stem, embedding, width of the RepMLP blocks), so their costs have no cells. Ours have a stage less and two blocks per stage.',
  ],
});
