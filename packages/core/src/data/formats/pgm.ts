import { RefoldError } from '../../error.ts';
import { withFile } from '../../io/bytes.ts';
import { refuseStandIn } from '../../io/stand-in.ts';

/** A grey picture, uint8 [height, width]. */
export interface Grey {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/**
 * A binary PGM file of up to 256 levels: "P5", width, height, highest level, then the bytes.
 * @throws RefoldError naming the file, when it isn't there or isn't such a file
 */
export function readPgm(path: string): Grey {
  const bytes = withFile(path, file => file.slice(0, file.size));
  const header = /^P5\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+(\d+)\s/.exec(
    Buffer.from(bytes.subarray(0, 256)).toString('latin1'),
  );
  const [width, height, most] = [Number(header?.[1]), Number(header?.[2]), Number(header?.[3])];
  const pixels = new Uint8Array(bytes.subarray(header?.[0].length ?? 0));
  if (!header || most > 255 || pixels.length !== width * height) {
    refuseStandIn(path, bytes);
    throw new RefoldError(`${path} is not a whole binary PGM picture with 256 levels of grey. Replace this file.`);
  }
  return { height, width, pixels };
}
