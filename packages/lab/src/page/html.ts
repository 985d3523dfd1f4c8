/** The page as one file: style, script and data are inside, so that it opens from a disk without a network. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { darkRules } from '../plot/index.ts';
import type { PageData } from './shape.ts';

const CLIENT = join(import.meta.dirname, 'client');

/** The HTML of the page. The same data always give the same text. */
export async function pageHtml(data: PageData): Promise<string> {
  const files = ['style.css', 'theme-first.ts', 'main.tsx'];
  const [style, theme, script] = (await Promise.all(files.map(bundled))) as [string, string, string];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>Refold: papers, reproduced</title>
<script>${inScript(theme)}</script>
<style>${style}@media screen{${darkRules(':root[data-theme="dark"] .drawing ')}}</style>
</head>
<body>
<a class="skip" href="#papers">Skip to the papers</a>
<div id="page">
<header class="masthead"><h1>Refold</h1><p>${NO_SCRIPT}</p></header>
</div>
<script type="application/json" id="data">${inScript(JSON.stringify(data))}</script>
<script>${inScript(script)}</script>
</body>
</html>
`;
}

/** The page needs nothing from anywhere: a browser that is told so asks nobody. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** What stands there until the script has run, or where none runs. */
const NO_SCRIPT = 'A script draws this page. Without one, read results/*/README.md, which have the same tables.';

/** A script or style sheet of the page with all that it imports, without what only readers of the source need. */
async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(CLIENT, file)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

/** A text that no HTML parser takes for the end of the script that it is in. Texts of JSON and JavaScript stay what they are. */
const inScript = (text: string): string => text.replace(/<(?=\/script|script|!--)/gi, '\\u003c');
