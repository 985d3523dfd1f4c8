/** A network as a table, a line for each layer: `refold summary --layers`. */
import { count } from '@refold/core/cost';
import { labelOf } from '@refold/core/draw';
import { type Layer, type Shape, type Traced, trace } from '@refold/core/layers';
import { textTable } from '../terminal/text-table.ts';

/**
 * Every layer by name, indented by what it is in, with what it is, the shape that it gives, and its parameters and multiply-adds, of combinators those of
 * all that they hold. Blank where there are none.
 * @throws ShapeError when shapes don't go together
 */
export function layersTable(layer: Layer, input: Shape): string {
  const { byPath } = count(layer, input);
  const rows: string[][] = [];
  const visit = (node: Traced, name: string, depth: number): void => {
    const { params, macs } = byPath.get(node.path)!;
    const { title, detail } = labelOf(node);
    const what = detail === '' ? title : `${title}, ${detail}`;
    rows.push([`${'  '.repeat(depth)}${name}`, what, node.output.join('x'), shown(params), shown(macs)]);
    for (const child of node.children) visit(child, child.path.slice(child.path.lastIndexOf('.') + 1), depth + 1);
  };
  visit(trace(layer, input), 'network', 0);
  const numbers = ['parameters', 'multiply-adds'].map((head, i) => {
    const column = 3 + i;
    const width = Math.max(head.length, ...rows.map(row => row[column]!.length));
    for (const row of rows) row[column] = row[column]!.padStart(width);
    return head.padStart(width);
  });
  return textTable(['layer', 'what', 'output', ...numbers], rows);
}

const shown = (number: number): string => (number === 0 ? '' : number.toLocaleString('en-US'));
