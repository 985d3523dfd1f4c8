/** Ways to prune a network while it trains, as papers register them. */
import type { Pruner } from '@refold/core/train';
import type { Paper } from '../define/paper.ts';
import { loadPaper, paperNames } from '../plan/papers.ts';

/** A pruner, its name, and the paper whose methods its runs have. */
export interface PaperPruner {
  readonly name: string;
  readonly paper: Paper;
  readonly pruner: Pruner;
}

/** The pruners of all papers. Loads every paper's index. */
export async function listPruners(experiments: string): Promise<readonly PaperPruner[]> {
  const papers = await Promise.all(paperNames(experiments).map(name => loadPaper(experiments, name)));
  return papers.flatMap(paper =>
    Object.entries(paper.pruners ?? {}).map(([name, pruner]) => ({ name, paper, pruner })),
  );
}
