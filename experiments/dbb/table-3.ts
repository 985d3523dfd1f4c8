/**
 * Table 3: ResNet-18 as a backbone for detection and segmentation.
 *   npx refold reproduce dbb --table table-3
 * Runs nothing: COCO and Cityscapes are not here, and the ImageNet accuracy is a row of table 2.
 * Comes out: the paper's values, with what each would need.
 */
import { defineTable, notRun, score } from '@refold/lab';

export default defineTable({
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
    cells: {
      imagenet_top1: notRun(
        'needs ImageNet; it is a row of table 2',
        'npx turbo run reproduce --filter=dbb -- --table table-2 --scale paper',
      ),
      coco_ap: notRun('needs COCO, and a training of detection'),
      cityscapes_miou: notRun('needs Cityscapes, and a training of segmentation'),
    },
  })),
});
