import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a link carries what is sent: cut refuses and breaks, silent takes and keeps, slow comes that much later. */
export type LinkMood = 'whole' | 'cut' | 'silent' | { readonly delayMs: number };

interface Ends {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * A TCP link on the loopback between the server and one of its parts. A mood holds for connections that are there and
 * for new ones; what a silent link took is passed on when it is whole again, as after a pulled cable.
 */
export class RoughLink {
  readonly port: number;
  readonly #server: Server;
  readonly #target: () => number;
  readonly #ends = new Set<Ends>();
  /** What is still to be passed on, in the order of its coming. */
  #queue: { readonly dueMs: number; readonly pass: () => void }[] = [];
  #timer: NodeJS.Timeout | null = null;
  #mood: LinkMood = 'whole';

  private constructor(server: Server, target: () => number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (near) => this.#join(near));
  }

  /** `target` is asked at each connection: a part may come back on another port. */
  static async open(target: () => number): Promise<RoughLink> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RoughLink(server, target);
  }

  become(mood: LinkMood): void {
    this.#mood = mood;
    if (mood === 'cut') {
      this.#breakAll();
    } else {
      this.#queue = this.#queue.map(({ pass }) => ({ dueMs: 0, pass }));
      this.#drain();
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#breakAll();
    await closed;
  }

  #breakAll(): void {
    this.#queue = [];
    for (const { near, far } of this.#ends) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  #join(near: Socket): void {
    if (this.#mood === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#target(), '127.0.0.1');
    const ends = { near, far };
    this.#ends.add(ends);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => this.#later(() => to.write(data)));
      from.on('error', () => undefined);
      from.on('close', () => this.#later(() => to.destroy()));
    }
    near.on('close', () => this.#ends.delete(ends));
    near.resume();
  }

  /** Now, after the delay, or when the link is whole again; never before what came earlier. */
  #later(pass: () => void): void {
    const delayMs = typeof this.#mood === 'object' ? this.#mood.delayMs : 0;
    this.#queue.push({ dueMs: performance.now() + delayMs, pass });
    this.#drain();
  }

  #drain(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    while (this.#mood !== 'silent') {
      const [first] = this.#queue;
      if (first === undefined) {
        return;
      }
      const waitMs = first.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#drain(), waitMs);
        return;
      }
      this.#queue.shift();
      first.pass();
    }
  }
}
