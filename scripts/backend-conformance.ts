/**
 * The conformance suite on every backend that is here, one file of tests after another: `npm run conformance:backends -- [flags]`. Counts go
 * to results/backends.csv, a line for each backend and file in place of an earlier one, and from there to docs/backends.md. What a test says
 * when it fails is printed; exits with 1 where one did.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { BACKEND_NAMES, probeBackends } from '@refold/core/backend';
import { writeFileAtomic } from '@refold/core/io';
import { ROOT } from '../packages/lab/src/plan/folders.ts';
import { readCsv, writeCsv } from '../packages/lab/src/results/csv.ts';
import { commitOf, today } from '../packages/lab/src/results/provenance.ts';
import { filled } from './bench/page.ts';
import { parseNames, parseNumbers, script } from './bench/script.ts';

const OUT = 'results/backends.csv';
const PAGE = 'docs/backends.md';
/** `tests` are those that the file has for this backend, `run` those that were chosen. */
const COLUMNS = ['backend', 'detail', 'node', 'file', 'tests', 'run', 'passed', 'seconds', 'commit', 'date'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** What vitest's JSON report has of a file. */
interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** Files with tests that run once on each backend. */
const suite = (): readonly string[] =>
  readdirSync(join(ROOT, 'packages'))
    .map(name => `packages/${name}/test`)
    .filter(folder => existsSync(join(ROOT, folder)))
    .flatMap(folder => readdirSync(join(ROOT, folder)).map(name => `${folder}/${name}`))
    .filter(path => path.endsWith('.test.ts') && readFileSync(join(ROOT, path), 'utf8').includes('onEveryBackend('))
    .sort();

/** Runs a file's tests of one backend that have `only` in their names. */
async function reportOf(backend: string, file: string, only: string, seconds: number): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'refold-backends-'));
  try {
    const out = join(folder, 'report.json');
    const args = ['vitest', 'run', file, '-t', ` on ${backend}.*${only}`, '--reporter=json', `--outputFile=${out}`];
    const child = spawn('npx', [...args, `--testTimeout=${1000 * seconds}`, `--hookTimeout=${1000 * seconds}`], {
      cwd: ROOT,
      env: { ...process.env, REFOLD_TEST_BACKENDS: backend },
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    await new Promise(resolve => child.on('close', resolve));
    return JSON.parse(readFileSync(out, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The counts of a file's tests on one backend. */
function countsOf(report: Report, backend: string): Pick<Row, 'tests' | 'run' | 'passed'> {
  const own = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ fullName }) => fullName.includes(` on ${backend}`)),
  );
  const run = own.filter(({ status }) => status === 'passed' || status === 'failed');
  const failed = run.filter(({ status }) => status === 'failed');
  for (const { fullName, failureMessages } of failed) say(`FAILED: ${fullName}\n${failureMessages.join('\n')}`);
  for (const { message } of report.testResults) if (message !== '' && own.length === 0) say(message);
  return { tests: `${own.length}`, run: `${run.length}`, passed: `${run.length - failed.length}` };
}

/** What a backend says of itself, without the folder of a build of one's own, which is this machine's alone. */
const publicDetail = (detail: string): string =>
  detail
    .split(', ')
    .map(part => (isAbsolute(part) ? 'built by scripts/build-tensorflow.sh' : part))
    .join(', ');

const sum = (rows: readonly Row[], column: 'run' | 'passed' | 'seconds'): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

/** One line for each backend. The suite is as large for all of them, also where some of its files haven't been run on one yet. */
function table(rows: readonly Row[]): string {
  const sizes = new Map<string, number>();
  for (const { file, tests } of rows) sizes.set(file, Math.max(sizes.get(file) ?? 0, Number(tests)));
  const whole = [...sizes.values()].reduce((total, size) => total + size, 0);
  const lines = [...new Set(rows.map(({ backend }) => backend))].map(backend => {
    const own = rows.filter(row => row.backend === backend);
    const of = (column: 'detail' | 'node' | 'commit' | 'date') => [...new Set(own.map(row => row[column]))].join(', ');
    const counts = [whole, sum(own, 'run'), sum(own, 'passed')];
    return [
      `\`${backend}\``,
      of('detail'),
      of('node'),
      ...counts,
      `${sum(own, 'seconds')} s`,
      of('date'),
      of('commit'),
    ];
  });
  const heads = ['backend', 'which', 'Node', 'tests', 'run', 'passed', 'took', 'on', 'commit'];
  return [heads, heads.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function record(row: Row): void {
  const path = join(ROOT, OUT);
  const others = readCsv(path, COLUMNS).filter(({ backend, file }) => backend !== row.backend || file !== row.file);
  const place = ({ backend, file }: Row): string => `${(BACKEND_NAMES as readonly string[]).indexOf(backend)} ${file}`;
  const rows = [...others, row].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  writeCsv(path, COLUMNS, rows);
  const page = join(ROOT, PAGE);
  writeFileAtomic(page, filled(readFileSync(page, 'utf8'), PAGE, 'conformance', table(rows)));
}

await script(
  'npm run conformance:backends -- [flags]',
  {
    backends: { default: BACKEND_NAMES.join(','), help: 'backends' },
    files: { default: '', help: 'parts of the names of files of tests; default: all of the suite' },
    only: { default: '', help: 'a regular expression for the names of tests' },
    timeout: { default: '900', help: 'seconds that one test may take' },
  },
  async flags => {
    const names = parseNames('backends', flags.backends, BACKEND_NAMES);
    const timeout = Math.max(...parseNumbers('timeout', flags.timeout));
    const parts = flags.files.split(',');
    for (const backend of names) {
      const [probe] = await probeBackends([backend]);
      if (probe?.status !== 'found') {
        say(`${backend}: left out: ${probe?.detail}. \`npx refold doctor\` says what to do.`);
        continue;
      }
      for (const file of suite().filter(path => parts.some(part => path.includes(part)))) {
        const begin = performance.now();
        const counts = countsOf(await reportOf(backend, file, flags.only, timeout), backend);
        const seconds = `${Math.round((performance.now() - begin) / 1000)}`;
        const made = { node: process.versions.node, commit: commitOf(ROOT), date: today() };
        record({ backend, detail: publicDetail(probe.detail), file, ...counts, seconds, ...made });
        say(`${backend}  ${file}  ${counts.passed} of ${counts.run} passed, of ${counts.tests}  ${seconds} s`);
        if (counts.passed !== counts.run || counts.run === '0') process.exitCode = 1;
      }
    }
  },
);
