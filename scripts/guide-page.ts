/** Draws results/guide.md, the answer to "which of them should I use?", from the guide's tables. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper } from '../packages/lab/src/plan/papers.ts';
import { Results } from '../packages/lab/src/results/results.ts';
import { answerOf, HOSTS, hostSection } from './guide/blocks.ts';
import { type Facts, factsOf } from './guide/facts.ts';
import { pruningAnswer, pruningSection } from './guide/pruning.ts';

/** Writes the page. */
export async function drawGuide(root = ROOT): Promise<void> {
  const { experiments, results } = foldersOf(root);
  const facts = factsOf(await loadPaper(experiments, 'guide'), new Results(results, 'guide'));
  writeFileAtomic(
    join(results, 'guide.md'),
    guidePage(facts, file => existsSync(join(results, file))),
  );
}

/**
 * The page, of what has been run so far.
 * @param isDrawn whether a figure is there, by its path below results/
 */
export function guidePage(facts: readonly Facts[], isDrawn: (file: string) => boolean): string {
  const pictureOf = ([first]: readonly Facts[], figure: string, text: string): string => {
    const file = `guide/${first?.scale}/${figure}.svg`;
    return isDrawn(file) ? `\n![${text}](${file})\n` : '';
  };
  const hosts = Object.keys(HOSTS).flatMap(host => facts.filter(({ id }) => id === host));
  const pruning = facts.filter(({ id }) => id === 'pruning');
  return `# Which of them should I use?

The papers show that their methods are better than none. This page asks what their readers ask: which one? Everything here was trained by this
repository, with one recipe, on CIFAR-10, and judged over seeds: a gain in bold is sure (95 % interval without zero), the others may be chance. How
sure a single sentence is, and every number, stand in [the tables](guide/README.md).

## In short

**A block for training** (ACNet, RepVGG, DBB) puts branches beside each convolution while the network trains; afterwards they fold into it, and the
network that is deployed costs what it cost before. What a block costs is training time.

${hosts.map(host => `- In ${HOSTS[host.id]}: ${lowered(answerOf(host))}`).join('\n')}

**Pruning** (C-SGD, ResRep, GSM, AOFP) makes a trained network smaller. What a method has to beat is *magnitude*: cutting the smallest filters and
training on.

${pruning.map(facts => `- ${pruningAnswer(facts)}`).join('\n')}

## Which block?

Two budgets, since they give different answers. *As many epochs*: every network sees the images as often, and blocks take the longer for it. *The
same time*: as many epochs as fit into the time that the slowest block takes, so that a plain network trains several times as long.
${pictureOf(hosts, 'figure-blocks', 'Accuracy of each block against training time, in three kinds of networks')}
${hosts.map(hostSection).join('\n\n')}

## Which way to prune?

All begin with the same trained weights, have the same epochs and end with the same share of the multiply-adds (GSM: of the weights, which dense
hardware doesn't save). *Magnitude* cuts the smallest filters first and trains on: what a method has to beat. *Narrower, from scratch* never saw the
trained weights.
${pictureOf(pruning, 'figure-pruning', 'Accuracy of pruned networks against the multiply-adds that they save')}
${pruning.map(pruningSection).join('\n\n')}

## What this doesn't tell

- The networks are small and the schedules short: some hours of two cores at \`quick\`, some days at \`standard\`. Blocks are said to pay most where a
  network can fit its data, and where training is long.
- One recipe for all is fair and nobody's best: a method's own recipe may do more for it.
- Differences below half a point would take more seeds than these: \`npx refold power guide\` says how many.
`;
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

if (process.argv[1] === import.meta.filename) await drawGuide();
