/** The table of papers in README.md, counted from the CSV files in results/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { bestOf } from '../packages/lab/src/report/summary.ts';
import { Results } from '../packages/lab/src/results/results.ts';
import { filled } from './bench/page.ts';
import { markdown } from './bench/page-tables.ts';

/** What README.md calls papers, in its order; one that isn't here follows them, by its reference. */
const TITLES: Readonly<Record<string, string>> = {
  repvgg: 'RepVGG: Making VGG-style ConvNets Great Again (CVPR 2021)',
  dbb: 'Diverse Branch Block (CVPR 2021)',
  repmlp: 'RepMLP (2021), RepMLPNet (CVPR 2022)',
  resrep: 'ResRep: Lossless CNN Pruning (ICCV 2021)',
  gsm: 'Global Sparse Momentum SGD (NeurIPS 2019)',
  csgd: 'Centripetal SGD (CVPR 2019)',
  aofp: 'Approximated Oracle Filter Pruning (ICML 2019)',
  pdanet: 'PDANet: visual emotion regression (ACM MM 2019)',
  'emotion-benchmarks': 'Emotion benchmarks: a survey of affective image analysis, executable (2021)',
  cycleemotiongan: 'CycleEmotionGAN++: visual emotion adaptation (IEEE Trans. Cybernetics 2020)',
};

const EXACT = { match: 'exact values: match', differs: 'disputed', mismatch: 'mismatch' };
/** Of the paper's own claims. */
const CLAIMS = {
  holds: 'its claims: hold',
  'holds in direction': 'in direction',
  'does not hold': 'do not hold',
  undecided: 'undecided',
};
const HEAD = ['paper', ...Object.values(EXACT), ...Object.values(CLAIMS)];

/** Draws the table between the comments of README.md. Each table of a paper counts once, at its best scale. */
export async function drawPapers(root = ROOT): Promise<void> {
  const names = new Set([...Object.keys(TITLES), ...paperNames(foldersOf(root).experiments)]);
  const lines = (await Promise.all([...names].map(name => lineOf(name, root)))).flat();
  const path = join(root, 'README.md');
  writeFileAtomic(path, filled(readFileSync(path, 'utf8'), 'README.md', 'papers', markdown(HEAD, lines)));
}

/** The line of a paper; none of a comparison of ours. */
async function lineOf(name: string, root: string): Promise<readonly (readonly string[])[]> {
  const folders = foldersOf(root);
  const paper = await loadPaper(folders.experiments, name);
  if (paper.isOwn) return [];
  const best = bestOf(paper, new Results(folders.results, name));
  const exact = best.cells.filter(({ kind }) => kind === 'exact');
  const claims = best.claims.filter(({ claimant }) => claimant === 'paper');
  const count = (records: readonly { readonly verdict: string }[], verdict: string) =>
    String(records.filter(record => record.verdict === verdict).length);
  return [
    [
      `[${TITLES[name] ?? paper.reference}](results/${name}/README.md)`,
      ...Object.keys(EXACT).map(verdict => count(exact, verdict)),
      ...Object.keys(CLAIMS).map(verdict => count(claims, verdict)),
    ],
  ];
}
