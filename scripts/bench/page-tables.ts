/** What is measured, as Markdown tables. */

/** A line of a CSV file, by column. */
export type Line = Readonly<Record<string, string>>;

/** Names of the modes of a step. */
export const STEPS: Readonly<Record<string, string>> = { train: 'training', inference: 'folded inference' };

/** One line per piece of work, one column per peer: how many times as fast ours is, with quartiles and target. */
export function againstPeers(
  lines: readonly Line[],
  head: readonly string[],
  workOf: (line: Line) => readonly string[],
): string {
  return eachPeer(lines, workOf, [...head, 'ours, ms'], peer => `× ${peer}`, ratioCell);
}

/** A row per piece of work: what it is, our time, and a cell for each peer; undefined where that wasn't measured. */
function eachPeer(
  lines: readonly Line[],
  workOf: (line: Line) => readonly string[],
  head: readonly string[],
  headOf: (peer: string) => string,
  cellOf: (line: Line | undefined) => string,
): string {
  const peers = [...new Set(lines.map(line => line.peer!))];
  return markdown(
    [...head, ...peers.map(headOf)],
    byWork(lines, workOf).map(({ work, own }) => [
      ...work,
      own[0]!.ours_ms!,
      ...peers.map(peer => cellOf(own.find(line => line.peer === peer))),
    ]),
  );
}

/** Pieces of work, in the order of their first lines, each with its lines. */
export function byWork(
  lines: readonly Line[],
  workOf: (line: Line) => readonly string[],
): readonly { readonly work: readonly string[]; readonly own: readonly Line[] }[] {
  const works = new Map<string, { work: readonly string[]; own: Line[] }>();
  for (const line of lines) {
    const work = workOf(line);
    const known = works.get(work.join());
    if (known === undefined) works.set(work.join(), { work, own: [line] });
    else known.own.push(line);
  }
  return [...works.values()];
}

/** One line per piece of work, one column per backend: its time, how many times `native`'s that is, with quartiles, and the disturbed timings. */
export const sideBySide = (lines: readonly Line[]): string =>
  eachPeer(lines, stepOf, ['network', 'step', 'batch', 'native, ms'], peer => `${peer}, ms`, timeCell);

/** A step of a network: its name, what is done, and the batch size. */
export const stepOf = (line: Line): readonly string[] => [line.net!, STEPS[line.mode!] ?? line.mode!, line.batch!];

function timeCell(line: Line | undefined): string {
  if (line === undefined) return 'not measured';
  const ratio = `${twoDigits(line.ratio)} × (${twoDigits(line.q1)}–${twoDigits(line.q3)}`;
  return `${line.peer_ms}, ${ratio}; ${line.disturbed} of ${line.n} disturbed)`;
}

function ratioCell(line: Line | undefined): string {
  if (line === undefined) return '';
  const ratio = `${twoDigits(line.ratio)} (${twoDigits(line.q1)}–${twoDigits(line.q3)})`;
  return line.target ? `${ratio}; ≥ ${line.target} ${line.verdict}` : ratio;
}

/** The cost of a step at each batch size, width and number of threads. */
export const costTable = (lines: readonly Line[]): string =>
  markdown(
    ['batch', 'width', 'threads', 'ms per step', 'ms per image', 'GFLOP/s', 'of the peak', 'JavaScript', 'data loader'],
    lines.map(line => [
      line.batch!,
      `×${line.width}`,
      line.threads!,
      line.ms!,
      (Number(line.ms) / Number(line.batch)).toPrecision(3),
      Number(line.gflops).toFixed(0),
      percent(line.share_of_peak!),
      percent(line.javascript_share!),
      percent(line.loader_share!),
    ]),
  );

/** Batch size that the summary shows. */
const SUMMARY_BATCH = '128';

/** One line per network: median ratios of training and inference, at one batch size. */
export function summary(lines: readonly Line[]): string {
  const shown = lines.filter(line => line.batch === SUMMARY_BATCH);
  const columns = Object.keys(STEPS).flatMap(mode =>
    [...new Set(shown.map(({ peer }) => peer!))].map(peer => ({ mode, peer })),
  );
  const nets = [...new Set(shown.map(({ net }) => net!))];
  return markdown(
    [`batch ${SUMMARY_BATCH}`, ...columns.map(({ mode, peer }) => `${STEPS[mode]}, × ${peer}`)],
    nets.map(net => [
      net,
      ...columns.map(({ mode, peer }) => {
        const line = shown.find(one => one.net === net && one.mode === mode && one.peer === peer);
        return line === undefined ? '' : twoDigits(line.ratio);
      }),
    ]),
  );
}

const twoDigits = (text: string | undefined): string => Number(text).toFixed(2);

const percent = (share: string): string => `${(100 * Number(share)).toFixed(1)} %`;

/** A Markdown table. */
export const markdown = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map(cells => `| ${cells.join(' | ')} |`).join('\n');

/** What the values were measured with, each listed once. */
export const provenanceOf = (lines: readonly Line[]): string =>
  ['machine', 'node', 'ours', 'backend', 'peer_version', 'n', 'commit', 'date']
    .map(column => [column, [...new Set(lines.map(line => line[column]).filter(Boolean))].join('; ')] as const)
    .filter(([, values]) => values !== '')
    .map(([column, values]) => `${column.replace('_', ' ')}: ${values}`)
    .join('. ')
    .concat('.');
