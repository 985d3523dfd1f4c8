/**
 * Small networks of every paper's kind, here and in PyTorch: outputs, folded outputs, gradients, and ten steps of SGD. `npm run conformance`.
 * PyTorch is the one of `python3`, or of the interpreter that REFOLD_PYTHON names; without one nothing is compared, and the command ends well.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseBackendChoice, selectBackend } from '@refold/core/backend';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { writeCsv } from '../../packages/lab/src/results/csv.ts';
import { commitOf, today } from '../../packages/lab/src/results/provenance.ts';
import { textTable } from '../../packages/lab/src/terminal/text-table.ts';
import { parseNames, script } from '../bench/script.ts';
import { deviationsOf, TOLERANCES } from './conformance/measure.ts';
import { NETWORKS } from './conformance/networks.ts';
import { interpreters, pythonWithTorch, writeFiles } from './conformance/python.ts';

const OUT = 'results/conformance.csv';
const COLUMNS = [
  'network',
  'quantity',
  'absolute',
  'relative',
  'tolerance',
  'verdict',
  'worst',
  'torch',
  'backend',
  'commit',
  'date',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

await script(
  'npm run conformance -- [flags]',
  {
    networks: { default: Object.keys(NETWORKS).join(','), help: 'networks' },
    backend: { default: 'auto', help: 'our backend' },
    out: { default: OUT, help: 'the CSV file' },
  },
  async flags => {
    const names = parseNames('networks', flags.networks, Object.keys(NETWORKS));
    const python = pythonWithTorch();
    if (python === undefined) {
      process.stdout.write(
        `Nothing was compared: there is no PyTorch on ${interpreters().join(', ')}. To install it: apt-get install python3-torch, or set REFOLD_PYTHON to an interpreter that has it.\n`,
      );
      return;
    }
    const { detail } = await selectBackend(parseBackendChoice(flags.backend));
    const folder = mkdtempSync(join(tmpdir(), 'refold-conformance-'));
    const rows: Row[] = [];
    try {
      process.stderr.write(`PyTorch on ${python} ...\n`);
      const torch = writeFiles(python, folder, names);
      const made = { torch, backend: detail, commit: commitOf(ROOT), date: today() };
      for (const name of names) {
        process.stderr.write(`${name} ...\n`);
        const path = join(folder, `${name}.pth`);
        for (const { quantity, absolute, relative, worst } of await deviationsOf(path, NETWORKS[name]!)) {
          const verdict = relative <= TOLERANCES[quantity] ? 'holds' : 'does not hold';
          const tolerance = String(TOLERANCES[quantity]);
          const errors = { absolute: absolute.toExponential(1), relative: relative.toExponential(1) };
          rows.push({ network: name, quantity, ...errors, tolerance, verdict, worst, ...made });
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    writeCsv(resolve(ROOT, flags.out), COLUMNS, rows);
    const shown = ['network', 'quantity', 'absolute', 'relative', 'tolerance', 'verdict', 'worst'] as const;
    process.stdout.write(
      `${textTable(
        shown,
        rows.map(row => shown.map(column => row[column])),
      )}\n`,
    );
    if (rows.some(({ verdict }) => verdict !== 'holds')) process.exitCode = 1;
  },
);
