/** Colours and width of what a command prints, by the stream that it goes to. */
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** Puts a style on a text, or leaves it plain. */
export type Paint = (style: Style | undefined, text: string) => string;

/** Colours nothing. */
export const plain: Paint = (_, text) => text;

/** Colours everything. */
export const coloured: Paint = (style, text) =>
  style === undefined || text === '' ? text : styleText(style, text, { validateStream: false });

/** How much of a stream matters here. */
type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;

/** Colours on a terminal that has them. NO_COLOR and FORCE_COLOR decide as Node decides: FORCE_COLOR goes first, and colours what is piped too. */
export function paintFor(stream: Stream = process.stdout, env: NodeJS.ProcessEnv = process.env): Paint {
  if (env.FORCE_COLOR === undefined && (env.NO_COLOR || !stream.isTTY)) return plain;
  // Only Node's warning about both is left out.
  const { NO_COLOR: _, ...others } = env;
  return WriteStream.prototype.getColorDepth.call(stream, others) > 1 ? coloured : plain;
}

/** The width to lay a page out for: the terminal's, the one that COLUMNS names, else 80. Never below 40, where no table is legible. */
export function widthFor(stream: Stream = process.stdout, env: NodeJS.ProcessEnv = process.env): number {
  const named = /^[1-9]\d*$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : undefined;
  return Math.max(40, (stream.isTTY && stream.columns ? stream.columns : undefined) ?? named ?? 80);
}
