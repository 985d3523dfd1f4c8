/** Which channels stand or fall together: union-find over channels, each numbered where it first appears. */

/** Why a channel stays, and where that was found. */
export interface Fixed {
  readonly path: string;
  readonly reason: string;
}

/** Union-find over channels, with the reasons why some must stay. */
export class Ties {
  readonly #parent: number[] = [];
  readonly #fixed = new Map<number, Fixed>();

  /** Numbers of that many new channels. */
  fresh(count: number): readonly number[] {
    const first = this.#parent.length;
    for (let i = 0; i < count; i++) this.#parent.push(first + i);
    return this.#parent.slice(first);
  }

  /** The number that stands for all channels tied to this one: the first of them. */
  find(channel: number): number {
    let root = channel;
    while (this.#parent[root] !== root) root = this.#parent[root]!;
    for (let at = channel; at !== root; ) {
      const next = this.#parent[at]!;
      this.#parent[at] = root;
      at = next;
    }
    return root;
  }

  tie(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x === y) return;
    const [root, other] = x < y ? [x, y] : [y, x];
    this.#parent[other] = root;
    const fixed = this.#fixed.get(root) ?? this.#fixed.get(other);
    if (fixed) this.#fixed.set(root, fixed);
  }

  /** Channels that can't be cut, nor those tied to them. The first reason given holds. */
  fix(channels: readonly number[], fixed: Fixed): void {
    for (const channel of channels) {
      const root = this.find(channel);
      if (!this.#fixed.has(root)) this.#fixed.set(root, fixed);
    }
  }

  fixed(channel: number): Fixed | undefined {
    return this.#fixed.get(this.find(channel));
  }
}
