#!/usr/bin/env node
// The sources are TypeScript: from here on they are compiled as they are imported.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli/cli.ts');
process.exitCode = await main(process.argv.slice(2));
