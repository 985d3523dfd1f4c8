/** The edits by which somebody would add a row to a table: one more entry in a list or a record that rows are made of. */
import ts from 'typescript';

const NAME = 'a row of mine';

/** A source with one more entry in one of its lists, and where: 'ROWS'. */
export interface Edit {
  readonly list: string;
  readonly text: string;
}

/** Every way to add an entry to a list or a record that a file declares at its top level, or that stands in its `rows`. */
export function editsOf(text: string): readonly Edit[] {
  const source = ts.createSourceFile('table.ts', text, ts.ScriptTarget.Latest, true);
  return listsIn(source).flatMap(({ list, node }) => {
    return additions(node).map(added => ({
      list,
      text: `${text.slice(0, added.at)}${added.text}${text.slice(added.at)}`,
    }));
  });
}

function listsIn(source: ts.SourceFile) {
  const lists: { readonly list: string; readonly node: ts.Expression }[] = [];
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer) lists.push({ list: name.getText(), node: bare(initializer) });
    }
  }
  const visit = (node: ts.Node, inRows: boolean): void => {
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'rows' &&
      ts.isObjectLiteralExpression(node.initializer)
    ) {
      lists.push({ list: 'rows', node: node.initializer });
    }
    if (inRows && ts.isArrayLiteralExpression(node)) lists.push({ list: 'rows', node });
    const begins = ts.isPropertyAssignment(node) && node.name.getText() === 'rows';
    ts.forEachChild(node, child => visit(child, inRows || begins));
  };
  visit(source, false);
  return lists;
}

/** An expression without `as const` and `satisfies`. */
const bare = (node: ts.Expression): ts.Expression =>
  ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ? bare(node.expression) : node;

/** What makes the list one longer: its last entry again, under another name. */
function additions(node: ts.Expression): readonly { readonly at: number; readonly text: string }[] {
  if (ts.isNoSubstitutionTemplateLiteral(node)) return [{ at: node.getEnd() - 1, text: ' Mine' }];
  if (ts.isObjectLiteralExpression(node)) {
    const last = node.properties.filter(ts.isPropertyAssignment).at(-1);
    const end = node.properties.at(-1)?.getEnd();
    if (!last || !end) return [];
    // Rows may be called what a record says rather than by its keys.
    const values = [last.initializer.getText(), ...(ts.isStringLiteral(last.initializer) ? [`'${NAME}'`] : [])];
    return values.map(value => ({ at: end, text: `, '${NAME}': ${value}` }));
  }
  if (!ts.isArrayLiteralExpression(node)) return [];
  const last = node.elements.at(-1);
  return last === undefined ? [] : [{ at: last.getEnd(), text: `, ${entryLike(last)}` }];
}

function entryLike(element: ts.Expression): string {
  if (ts.isObjectLiteralExpression(element)) return `{ ...(${element.getText()}), name: '${NAME}' }`;
  if (ts.isNumericLiteral(element)) return `${Number(element.text) + 2}`;
  return `'${NAME}'`;
}
