/** How much work a run is, compared with others: progress and the time left are reckoned in it. */
import { count } from '@refold/core/cost';
import { type DatasetSpec, datasetFacts } from '@refold/core/data';
import type { TrainConfig } from '@refold/core/train';

/** Images of a dataset whose descriptor doesn't state their number. */
const USUAL = 1_000;

/** Multiply-adds of every image in every epoch, forward only: an estimate, which reads no data. */
export const estimateMacs = ({ layer, input, data, epochs }: TrainConfig): number =>
  count(layer, input).total.macs * imagesOf(data.train) * epochs;

const imagesOf = (spec: DatasetSpec): number => datasetFacts(spec).size ?? USUAL;
