/** Table 5: face recognition; here at small scale, on the ORL faces where they are there. */
import { benched, type Cell, defineTable, greater, notRun, ratio, score, trained } from '@refold/lab';
import { type FaceSettings, faceResNet, INPUT, recognition, SCALES } from './faces.ts';

const RESNET = 'FaceResNet';
const REPMLP = 'RepMLP-FaceRes';
const UNDESCRIBED: Cell<FaceSettings> = notRun('the paper does not describe its architecture');

const cellsOf = (withRepMLP: boolean) => ({
  accuracy: trained<FaceSettings>(settings => recognition(withRepMLP, settings), 'verification'),
  known: trained<FaceSettings>(settings => recognition(withRepMLP, settings), 'top1'),
  speed: benched<FaceSettings>(settings => ({
    layer: faceResNet(withRepMLP, settings),
    input: INPUT,
    batchSize: settings.batchSize,
    fold: true,
    rounds: settings.rounds,
  })),
});

export default defineTable<FaceSettings, 'accuracy' | 'known' | 'speed'>({
  paper: 'repmlp',
  id: 'table-5',
  title: 'Face recognition',
  printed: 'table5_face-recognition.csv',
  scales: SCALES,
  columns: {
    accuracy: score({ heading: 'Accuracy', printed: 'MegaFace top-1 acc' }),
    known: score({ heading: 'Known people, top-1', printed: 'known' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: RESNET }),
  },
  rows: [
    { name: 'MobileFaceNet', cells: { accuracy: UNDESCRIBED, speed: UNDESCRIBED } },
    { name: RESNET, cells: cellsOf(false) },
    { name: REPMLP, cells: cellsOf(true) },
  ],
  claims: [
    greater(REPMLP, RESNET, 'accuracy', { sentence: 'RepMLP is better at faces.', source: 'table 5' }),
    greater(REPMLP, RESNET, 'speed', { sentence: 'RepMLP-FaceRes is faster than FaceResNet.', source: 'table 5' }),
  ],
  deviations: [
    "The paper trains on MS1M-V2 with AM-Softmax and reports MegaFace's identification. Here a classifier of 30 people with plain softmax is judged by pairs of pictures of 10 others: the share told right by the cosine of embeddings, as for Labeled Faces in the Wild; of generated patterns where the ORL faces are not in the data folder.",
    'The paper’s networks are not described to the count (stem, embedding, width of the RepMLP blocks), so their costs have no cells. Ours have a stage less and two blocks a stage.',
  ],
});
