/** Zip archives, as bytes. */
import { crc32, deflateRawSync } from 'node:zlib';
import { u16, u32, u64 } from './numbers.ts';

export interface ZipOptions {
  /** In the place of every entry's checksum. */
  readonly crc?: number;
  /** 8 packs the entries by Deflate. Default 0: they stand as they are. */
  readonly method?: number;
  /** Bytes that come before this file's own, which the caller must write: its numbers count them, in 64 bits. */
  readonly gap?: number;
}

/** In the place of a number that stands elsewhere, in 64 bits. */
const ELSEWHERE = 0xffffffff;

/** An archive whose entries begin at multiples of 64 bytes. */
export function zipArchive(
  entries: readonly (readonly [name: string, content: Buffer])[],
  options: ZipOptions = {},
): Buffer {
  const { gap = 0, method = 0 } = options;
  let file = Buffer.alloc(0);
  const central: Buffer[] = [];
  for (const [name, content] of entries) {
    const path = Buffer.from(name);
    const packed = method === 8 ? deflateRawSync(content) : content;
    const sizes = [u32(options.crc ?? crc32(content)), u32(packed.length), u32(content.length), u16(path.length)];
    const about = [u16(0), u16(0), u16(method), u32(0), ...sizes];
    const padding = Buffer.alloc((64 - ((file.length + 30 + path.length) % 64)) % 64);
    const large = gap > 0 ? [u16(0x7777), u16(2), u16(0), u16(1), u16(8), u64(gap + file.length)] : [];
    const at = u32(gap > 0 ? ELSEWHERE : file.length);
    const extraBytes = u16(Buffer.concat(large).length);
    central.push(u32(0x02014b50), u16(0), ...about, extraBytes, u16(0), u16(0), u16(0), u32(0), at, path, ...large);
    file = Buffer.concat([file, u32(0x04034b50), ...about, u16(padding.length), path, padding, packed]);
  }
  const list = Buffer.concat(central);
  const [count, bytes, at] = [entries.length, list.length, gap + file.length];
  const record = [
    u32(0x06064b50),
    u64(44),
    u16(0),
    u16(0),
    u32(0),
    u32(0),
    u64(count),
    u64(count),
    u64(bytes),
    u64(at),
  ];
  const locator = [u32(0x07064b50), u32(0), u64(at + bytes), u32(1)];
  const end = [u32(0x06054b50), u32(0), u16(count), u16(count), u32(bytes), u32(gap > 0 ? ELSEWHERE : at), u16(0)];
  return Buffer.concat([file, list, ...(gap > 0 ? [...record, ...locator] : []), ...end]);
}
