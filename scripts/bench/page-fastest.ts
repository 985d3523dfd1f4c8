/** Which program is the fastest at what, as a sentence and a Markdown table. */
import { BF16 } from './launches.ts';
import { byWork, type Line, markdown, STEPS } from './page-tables.ts';

const OURS = 'ours';

/** The fastest of some peers at one piece of work, and its time ÷ ours. */
interface Rival {
  readonly peer: string;
  readonly ratio: number;
}

/**
 * One line per piece of work: the fastest program in float32, the time of the fastest peer ÷ ours, and the same of peers in bfloat16,
 * which is another precision and wins nothing here. Before it, a sentence that counts.
 */
export function fastest(lines: readonly Line[]): string {
  const rows = byWork(lines, ({ net, mode, batch }) => [net!, STEPS[mode!] ?? mode!, batch!]).map(({ work, own }) => {
    const rival = fastestOf(own.filter(({ peer }) => !peer!.endsWith(BF16)));
    const half = fastestOf(own.filter(({ peer }) => peer!.endsWith(BF16)));
    return { work, rival, half, winner: rival === undefined || rival.ratio >= 1 ? OURS : rival.peer };
  });
  const table = markdown(
    ['network', 'step', 'batch', 'fastest', 'fastest peer ÷ ours', 'in bfloat16 ÷ ours'],
    rows.map(({ work, rival, half, winner }) => [
      ...work,
      winner === OURS ? winner : `**${winner}**`,
      inWords(rival),
      inWords(half),
    ]),
  );
  return `${counted(rows.map(({ winner }) => winner))}\n\n${table}`;
}

function fastestOf(lines: readonly Line[]): Rival | undefined {
  const rivals = lines.map(({ peer, ratio }) => ({ peer: peer!, ratio: Number(ratio) }));
  return rivals.reduce<Rival | undefined>((best, one) => (best && best.ratio <= one.ratio ? best : one), undefined);
}

const inWords = (rival: Rival | undefined): string =>
  rival === undefined ? '' : `${rival.ratio.toFixed(2)} (${rival.peer})`;

function counted(winners: readonly string[]): string {
  const times = new Map<string, number>();
  for (const winner of winners) times.set(winner, (times.get(winner) ?? 0) + 1);
  const others = [...times].filter(([winner]) => winner !== OURS).map(([winner, count]) => `, ${winner} at ${count}`);
  return `In float32 ours is the fastest at ${times.get(OURS) ?? 0} of ${winners.length} pieces of work${others.join('')}.`;
}
