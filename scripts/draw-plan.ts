/** Counts what the runs of all tables cost at the scale `paper`, which takes minutes, and draws the table of docs/cluster.md. */
import { countPlan, drawPlan } from './plan-table.ts';

await countPlan();
drawPlan();
