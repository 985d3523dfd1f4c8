/** READMEs as they are read outside the repository. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type PackageJson, publishedName, REPOSITORY, ROOT } from './workspace.ts';

/**
 * A package's README for npm: relative links lead to the repository, packages have the names under which they are published, and below the
 * title stands how it is installed.
 * @throws Error naming a link that leads nowhere
 */
export function publishedReadme(text: string, folder: string, made: PackageJson): string {
  const name = publishedName(made);
  const linked = text.replace(
    /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g,
    (whole, image: string, label: string, target: string) =>
      /^(#|[a-z]+:)/.test(target) ? whole : `${image}[${label}](${absolute(target, folder, image !== '')})`,
  );
  const imported = linked.replaceAll(`from '${made.name}'`, `from '${name}'`);
  const [title, ...rest] = imported.split('\n');
  return [title, '', ...installation(name), ...rest].join('\n');
}

function installation(name: string): readonly string[] {
  if (!name.startsWith('@refold/')) return [];
  const part = `Part of [Refold](${REPOSITORY}), whose repository has the experiments; commands that begin with \`npx\` or \`npm run\` run there.`;
  return ['```', `npm install ${name}`, '```', '', part];
}

function absolute(target: string, folder: string, isImage: boolean): string {
  const [path, anchor] = target.split('#') as [string, string?];
  const file = posix.join('packages', folder, path);
  if (!existsSync(join(ROOT, file)))
    throw new Error(`packages/${folder}/README.md has a link to ${file}, which isn't there`);
  return `${REPOSITORY}/${isImage ? 'raw' : 'blob'}/main/${file}${anchor === undefined ? '' : `#${anchor}`}`;
}
