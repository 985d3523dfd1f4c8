/** Python's pickles as data: a machine with a stack that knows plain values only, and executes nothing. */
import { isUtf8 } from 'node:buffer';
import { ByteReader, type ByteSource, type Fail } from './bytes.ts';

/** A Python tuple. A list becomes an array, a dict a Map, a set a Set, bytes a Uint8Array, an integer beyond 2^53 a bigint. */
export class Tuple {
  readonly items: readonly unknown[];
  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/**
 * What stands for a value that isn't plain data: a class, or an object of it. Nothing is made of it and nothing is called: of its
 * arguments, attributes and items nothing is kept.
 */
export class Opaque {
  /** What the value is, in words: its class (`argparse.Namespace`). */
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** An object of ours that a function of `Referents` made, and that takes the state which its pickle gives it. */
export abstract class Stateful {
  abstract setState(state: unknown): void;
}

/** What a pickle may name beside plain values. */
export interface Referents {
  /** What a global (`collections.OrderedDict`) stands for: a value, a function that may be called, or something opaque. */
  readonly global: (name: string) => unknown;
  /** What a persistent id stands for. */
  readonly persistent: (id: unknown) => unknown;
}

/**
 * Reads one pickle of protocol 2 to 5 (https://docs.python.org/3/library/pickletools.html) that begins at byte `at`.
 * Time and memory are bounded by its length; nothing recurses.
 * @returns the value, and the byte after the pickle
 * @throws what `fail` throws, for a pickle that is cut off, malformed or of another sort than plain data
 */
export function unpickle(
  file: ByteSource,
  at: number,
  referents: Referents,
  fail: Fail,
): { value: unknown; end: number } {
  const machine = new Machine(new ByteReader(file, at, fail), referents, fail);
  return { value: machine.run(), end: machine.from.at };
}

class Machine {
  readonly from: ByteReader;
  readonly #referents: Referents;
  readonly #fail: Fail;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(from: ByteReader, referents: Referents, fail: Fail) {
    this.from = from;
    this.#referents = referents;
    this.#fail = fail;
  }

  run(): unknown {
    for (let count = 0; count < MOST_OPERATIONS; count++) {
      const op = this.from.u8();
      if (op === STOP) return this.pop();
      const operate = OPERATIONS.get(op);
      if (operate === undefined)
        this.#fail(`byte ${this.from.at - 1} of its pickle (0x${op.toString(16)}) isn't an operation of plain data`);
      operate(this);
    }
    return this.#fail(`its pickle has more than ${MOST_OPERATIONS} operations`);
  }

  push = (value: unknown): unknown => this.#stack.push(value);

  pop(): unknown {
    this.#needs(1);
    return this.#stack.pop();
  }

  popLast(count: number): unknown[] {
    this.#needs(count);
    return this.#stack.splice(this.#stack.length - count);
  }

  mark = (): unknown => this.#marks.push(this.#stack.length);

  popToMark(): unknown[] {
    const mark = this.#marks.pop();
    return mark === undefined ? this.#fail('its pickle lacks a mark') : this.#stack.splice(mark);
  }

  protocol(): void {
    const version = this.from.u8();
    if (version < 2 || version > 5) this.#fail(`its pickle has protocol ${version}; readable are 2 to 5`);
  }

  append(items: readonly unknown[]): void {
    const list = this.#top();
    if (list instanceof Opaque) return;
    if (!Array.isArray(list)) this.#fail("its pickle appends to what isn't a list");
    for (const item of items) list.push(item);
  }

  add(items: readonly unknown[]): void {
    const set = this.#top();
    if (set instanceof Opaque) return;
    if (!(set instanceof Set)) this.#fail("its pickle adds to what isn't a set");
    for (const item of items) set.add(item);
  }

  set(items: readonly unknown[]): void {
    const dict = this.#top();
    if (dict instanceof Opaque) return;
    if (!(dict instanceof Map) || items.length % 2 === 1) this.#fail("its pickle sets items of what isn't a dict");
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  duplicate = (): unknown => this.push(this.#top());

  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.#top());
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) this.#fail(`its pickle recalls value ${index}, which it never had`);
    this.push(this.#memo.get(index));
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== 'string' || typeof name !== 'string') this.#fail('its pickle has a global without a name');
    this.push(this.#referents.global(`${module}.${name}`));
  }

  persistent(): void {
    this.push(this.#referents.persistent(this.pop()));
  }

  call(): void {
    const [callee, args] = this.popLast(2);
    this.push(this.#made(callee, args instanceof Tuple ? args.items : undefined));
  }

  /** A call with arguments by name too, which no function of ours has. */
  callNamed(): void {
    this.pop();
    this.call();
  }

  /** As `call`, with all of it behind a mark. */
  callMarked(): void {
    const [callee, ...args] = this.popToMark();
    this.push(this.#made(callee, args));
  }

  #made(callee: unknown, args: readonly unknown[] | undefined): unknown {
    if (callee instanceof Opaque) return callee;
    if (typeof callee !== 'function' || args === undefined) return this.#fail("its pickle calls what isn't a function");
    return callee(...args.slice(0, MOST_ARGUMENTS));
  }

  /** Attributes are for dicts (a state dict's `_metadata`) and opaque objects, which pass them over, and for our own. */
  build(): void {
    const state = this.pop();
    const top = this.#top();
    if (top instanceof Stateful) top.setState(state);
    else if (!(top instanceof Map || top instanceof Opaque))
      this.#fail("its pickle gives attributes to what isn't a dict");
  }

  /** Python 2 has one type for texts and bytes: what isn't UTF-8 comes as bytes. */
  python2(count: number): void {
    const bytes = this.from.take(count);
    this.push(isUtf8(bytes) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : bytes);
  }

  /** An integer in decimal digits: Python 2 wrote those of 33 to 64 bits so. */
  digits(): void {
    const text = this.from.line();
    if (!/^-?\d{1,20}$/.test(text)) this.#fail('its pickle has an integer that is none');
    this.#integer(BigInt(text));
  }

  /** Two's complement, the lowest byte first. */
  long(count: number): void {
    const bytes = this.from.take(count);
    if (count > MOST_INTEGER_BYTES) return void this.push(new Opaque('huge integer'));
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    this.#integer(BigInt.asIntN(8 * count, value));
  }

  #integer(value: bigint): void {
    const number = Number(value);
    this.push(Number.isSafeInteger(number) ? number : value);
  }

  #top(): unknown {
    this.#needs(1);
    return this.#stack.at(-1);
  }

  #needs(count: number): void {
    if (this.#stack.length - (this.#marks.at(-1) ?? 0) < count) this.#fail('its pickle takes more values than it has');
  }
}

/** Some fifty make a tensor. */
const MOST_OPERATIONS = 3_000_000;
/** More than any function of ours takes. */
export const MOST_ARGUMENTS = 16;
/** The time that a longer one takes grows with its square. */
const MOST_INTEGER_BYTES = 255;
const STOP = 0x2e;

type Operation = (machine: Machine) => unknown;

const OPERATIONS = new Map<number, Operation>([
  [0x80, m => m.protocol()],
  [0x95, m => m.from.take(8)], // the length of a frame
  [0x28, m => m.mark()],
  [0x30, m => m.pop()],
  [0x31, m => m.popToMark()],
  [0x32, m => m.duplicate()],
  // None, booleans and numbers
  [0x4e, m => m.push(null)],
  [0x88, m => m.push(true)],
  [0x89, m => m.push(false)],
  [0x4a, m => m.push(m.from.i32())],
  [0x4b, m => m.push(m.from.u8())],
  [0x4d, m => m.push(m.from.u16())],
  [0x49, m => m.digits()],
  [0x8a, m => m.long(m.from.u8())],
  [0x8b, m => m.long(m.from.u32())],
  [0x47, m => m.push(m.from.f64())],
  // texts, Python 2's among them, and bytes
  [0x58, m => m.push(m.from.text(m.from.u32()))],
  [0x8c, m => m.push(m.from.text(m.from.u8()))],
  [0x8d, m => m.push(m.from.text(m.from.u64()))],
  [0x55, m => m.python2(m.from.u8())],
  [0x54, m => m.python2(m.from.u32())],
  [0x43, m => m.push(m.from.take(m.from.u8()))],
  [0x42, m => m.push(m.from.take(m.from.u32()))],
  [0x8e, m => m.push(m.from.take(m.from.u64()))],
  [0x96, m => m.push(m.from.take(m.from.u64()))],
  // lists, tuples, dicts and sets
  [0x5d, m => m.push([])],
  [0x61, m => m.append(m.popLast(1))],
  [0x65, m => m.append(m.popToMark())],
  [0x29, m => m.push(new Tuple([]))],
  [0x85, m => m.push(new Tuple(m.popLast(1)))],
  [0x86, m => m.push(new Tuple(m.popLast(2)))],
  [0x87, m => m.push(new Tuple(m.popLast(3)))],
  [0x74, m => m.push(new Tuple(m.popToMark()))],
  [0x7d, m => m.push(new Map())],
  [0x73, m => m.set(m.popLast(2))],
  [0x75, m => m.set(m.popToMark())],
  [0x8f, m => m.push(new Set())],
  [0x90, m => m.add(m.popToMark())],
  [0x91, m => m.push(new Set(m.popToMark()))],
  // the memo
  [0x71, m => m.remember(m.from.u8())],
  [0x72, m => m.remember(m.from.u32())],
  [0x94, m => m.remember()],
  [0x68, m => m.recall(m.from.u8())],
  [0x6a, m => m.recall(m.from.u32())],
  // globals, persistent ids and calls
  [0x63, m => m.global(m.from.line(), m.from.line())],
  [0x93, m => m.global(...(m.popLast(2) as [unknown, unknown]))],
  [0x51, m => m.persistent()],
  [0x52, m => m.call()],
  [0x81, m => m.call()], // a class's __new__
  [0x92, m => m.callNamed()],
  [0x6f, m => m.callMarked()],
  [0x62, m => m.build()],
]);
