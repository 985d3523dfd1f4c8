/**
 * Disturbs a `reproduce` again and again, and looks at what that leaves: `npx tsx scripts/mishap-loop.ts [flags]`.
 * Each time the command goes on where it was; its clock jumps by up to a month, at its start and under way; and after some seconds all its processes are
 * killed or, every fifth time, its disk is full. Every CSV and every checkpoint must then be whole, and each run at most one epoch behind its metrics.
 * Whenever the command comes to its end, its ledger must have the values of the first time, when nothing disturbed it, and all is begun anew.
 * Linux, as root (it mounts a file system), with libfaketime (Debian's package `faketime`).
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RefoldError, Rng } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { stringify } from 'csv-stringify/sync';
import { ROOT } from '../packages/lab/src/plan/folders.ts';
import { parseNumbers, script } from './bench/script.ts';
import { lookAt } from './mishaps/look.ts';
import { drawMishaps, type Mishap } from './mishaps/page.ts';
import { Place } from './mishaps/place.ts';

/** Of so many mishaps one is a full disk. */
const FULL_EVERY = 5;

await script(
  'npx tsx scripts/mishap-loop.ts [flags]',
  {
    times: { default: '50', help: 'mishaps' },
    paper: { default: 'gsm', help: 'paper' },
    table: { default: 'figure-4', help: 'one of its tables' },
    row: { default: 'no re-selection', help: "one of the table's rows" },
    least: { default: '5', help: 'seconds before a mishap, at least' },
    most: { default: '40', help: 'and at most' },
    out: { default: 'docs/mishaps.csv', help: 'CSV file, a line for each mishap' },
  },
  async ({ out, ...flags }) => {
    const [times, least, most] = (['times', 'least', 'most'] as const).map(name => parseNumbers(name, flags[name])[0]!);
    const rng = Rng.seeded(`mishaps ${flags.paper} ${flags.table}`);
    const place = new Place(flags);
    const undisturbed = await valuesUndisturbed(place, rng);
    const lines: Mishap[] = [];
    for (let time = 1; time <= times!; time++) {
      const line = { time, ...(await disturb(place, rng, rng.uniform(least!, most!), time % FULL_EVERY === 0)) };
      const found = lookAt(place.folder, flags.paper);
      const differing = line.ending === '0' ? differences(undisturbed, place.ledger()) : 0;
      if (line.ending === '0') place.forget();
      lines.push({ ...line, ...found, differing });
      console.log(JSON.stringify(lines.at(-1)));
      writeFileAtomic(join(ROOT, out), stringify(lines, { header: true }));
      drawMishaps(lines);
    }
    if (lines.some(({ damaged, differing }) => damaged > 0 || differing > 0)) process.exitCode = 1;
  },
);

async function valuesUndisturbed(place: Place, rng: Rng): Promise<ReadonlyMap<string, object>> {
  place.setClock(rng);
  const { code, said } = await place.reproduce().end;
  if (code !== 0) throw new RefoldError(`undisturbed, the command ended with code ${code}:\n${said}`);
  const values = place.ledger();
  place.forget();
  return values;
}

/** Runs the command for so many seconds, unless it comes to its end before. @throws RefoldError when that isn't a good one */
async function disturb(place: Place, rng: Rng, seconds: number, fills: boolean) {
  place.setClock(rng);
  const { child, end } = place.reproduce();
  await Promise.race([end, sleep(500 * seconds, undefined, { ref: false })]);
  place.setClock(rng);
  await Promise.race([end, sleep(500 * seconds, undefined, { ref: false })]);
  const isOver = child.exitCode !== null;
  if (!isOver && fills) place.fillDisk();
  else if (!isOver) process.kill(-child.pid!, 'SIGKILL');
  const { code, said } = await end;
  place.freeDisk();
  if (isOver && code !== 0) throw new RefoldError(`the command ended with code ${code}:\n${said}`);
  const mishap = isOver ? ('none' as const) : fills ? ('full disk' as const) : ('kill' as const);
  const error = /^error: .*$/m.exec(said)?.[0].replaceAll(place.folder, '');
  return { mishap, seconds: seconds.toFixed(1), ending: code === 0 ? '0' : (error ?? `${code ?? 'killed'}`) };
}

/** How many runs are missing or have other metrics. */
function differences(expected: ReadonlyMap<string, object>, found: ReadonlyMap<string, object>): number {
  return [...expected].filter(([run, metrics]) => JSON.stringify(found.get(run)) !== JSON.stringify(metrics)).length;
}
