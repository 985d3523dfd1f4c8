/** Table 3: ResNet-18 as a backbone for detection and segmentation. */
import { defineTable, notRun, score } from '@refold/lab';

const DETECTION = notRun('needs COCO, and a training of detection');
const SEGMENTATION = notRun('needs Cityscapes, and a training of segmentation');
const CLASSIFICATION = notRun(
  'needs ImageNet; it is a row of table 2',
  'npx turbo run reproduce --filter=dbb -- --table table-2 --scale paper',
);

export default defineTable({
  paper: 'dbb',
  id: 'table-3',
  title: 'ResNet-18 as a backbone: COCO with CenterNet, Cityscapes with PSPNet',
  printed: 'table3_detection-segmentation.csv',
  scales: { smoke: {} },
  columns: {
    imagenet_top1: score({ heading: 'ImageNet top-1' }),
    coco_ap: score({ heading: 'COCO AP', unit: '' }),
    cityscapes_miou: score({ heading: 'Cityscapes mIoU' }),
  },
  rows: ['Original Res18', 'DBB-Res18'].map(name => ({
    name,
    cells: { imagenet_top1: CLASSIFICATION, coco_ap: DETECTION, cityscapes_miou: SEGMENTATION },
  })),
});
