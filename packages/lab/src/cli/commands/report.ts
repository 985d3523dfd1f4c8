import { foldersOf, ROOT } from '../../plan/folders.ts';
import type { Command } from '../command.ts';

export const reportCommand: Command = {
  name: 'report',
  positionals: ['[paper...]'],
  summary:
    'Write all results as one HTML page that needs no network: tables, claims with their intervals, figures, deviations and runs, to sort, filter and search.',
  options: {
    out: { type: 'string', short: 'o', value: 'file', help: 'the page to write, *.html; default: results/report.html' },
  },
  example: 'refold report -o report.html',
  async run(call) {
    const [{ join, resolve }, { writeFileAtomic }, { pageData }, { pageHtml }, { loadPaper, paperNames }, { Results }] =
      await Promise.all([
        import('node:path'),
        import('@refold/core/io'),
        import('../../page/data/page.ts'),
        import('../../page/html.ts'),
        import('../../plan/papers.ts'),
        import('../../results/results.ts'),
      ]);
    const folders = foldersOf(ROOT);
    const path = resolve(call.text('out') ?? join(folders.results, 'report.html'));
    const names = call.positionals.length > 0 ? call.positionals : paperNames(folders.experiments);
    const papers = [];
    for (const name of names) {
      papers.push({
        paper: await loadPaper(folders.experiments, name),
        results: new Results(folders.results, name),
      });
    }
    const html = await pageHtml(await pageData(papers, folders.root));
    writeFileAtomic(path, html);
    process.stdout.write(`${path}: ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB\n`);
    return 0;
  },
};
