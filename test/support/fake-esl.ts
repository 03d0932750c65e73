import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Watchers } from './watchers.js';

/** A command as the fake read it. */
export interface EslAsked {
  /** Such as `api status`. */
  readonly line: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** `reply` is a command/reply, `api` an api/response; `hang` never answers. */
export type EslAnswer = { readonly reply: string } | { readonly api: string } | 'hang';

/** What becomes of a frame on its way out: none loses it, two double it. */
export type FrameFault = (frame: string) => readonly string[];

export interface FakeEslFaults {
  /** Breaks every new connection at once. @default false */
  resetConnections: boolean;
  /** Lets nobody in from here. @default false */
  rudeRejection: boolean;
  /** Says nothing to whoever connects. @default false */
  silentDoor: boolean;
  /** Writes in pieces of so many bytes; 0 writes whole frames. @default 0 */
  pieceBytes: number;
  reply: FrameFault;
  event: FrameFault;
  /** Keeps what would be said until `release`. @default false */
  holdReplies: boolean;
  holdEvents: boolean;
}

const asItIs: FrameFault = (frame) => [frame];

/** One program that is connected to the fake. */
class Visitor {
  readonly socket: Socket;
  entered = false;
  readonly events = new Set<string>();
  format: 'json' | 'plain' = 'json';
  text = '';

  constructor(socket: Socket) {
    this.socket = socket;
  }
}

function framed(contentType: string, body: string): string {
  return `Content-Type: ${contentType}\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}

/** An event as mod_event_socket frames it. */
export function eventFrame(fields: Readonly<Record<string, string>>, body = '', format = 'json'): string {
  if (format === 'json') {
    return framed('text/event-json', JSON.stringify(body === '' ? fields : { ...fields, _body: body }));
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${encodeURIComponent(value)}`);
  const inner = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\n`;
  return framed('text/event-plain', `${lines.join('\n')}\n${inner}\n${body}`);
}

/** mod_event_socket without a switch: commands are answered by `answer`, faults are switched on at will. */
export class FakeEsl {
  readonly faults: FakeEslFaults = {
    resetConnections: false,
    rudeRejection: false,
    silentDoor: false,
    pieceBytes: 0,
    reply: asItIs,
    event: asItIs,
    holdReplies: false,
    holdEvents: false,
  };
  readonly asked: EslAsked[] = [];
  attempts = 0;
  password: string;
  /** What it says to any command but `auth`, `event` and `exit`; replace it at will. */
  answer: (asked: EslAsked) => EslAnswer = ({ line }) =>
    line.startsWith('api ') ? { api: '+OK' } : { reply: '+OK' };
  readonly #visitors = new Set<Visitor>();
  readonly #held: (() => void)[] = [];
  readonly #watchers = new Watchers();
  readonly #server = createServer((socket) => this.#onConnection(socket));

  private constructor(password: string) {
    this.password = password;
  }

  static async start(password = 'segredo', port = 0): Promise<FakeEsl> {
    const fake = new FakeEsl(password);
    await new Promise<void>((resolve) => fake.#server.listen(port, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Programs that gave the password and are still there. */
  get visitors(): number {
    return [...this.#visitors].filter(({ entered }) => entered).length;
  }

  /** Tells an event to whoever asked for its kind. */
  say(fields: Readonly<Record<string, string>>, body = ''): void {
    const name = fields['Event-Subclass'] ?? fields['Event-Name'] ?? '';
    for (const visitor of this.#visitors) {
      if (visitor.entered && visitor.events.has(name)) {
        for (const frame of this.faults.event(eventFrame(fields, body, visitor.format))) {
          this.#later(this.faults.holdEvents, () => this.#write(visitor, frame));
        }
      }
    }
  }

  /** Writes bytes to whoever is connected. */
  sayRaw(bytes: string | Uint8Array): void {
    for (const visitor of this.#visitors) this.#write(visitor, bytes);
  }

  /** Says what was held, in the order that `order` makes of it. */
  release(order: (held: readonly (() => void)[]) => readonly (() => void)[] = (held) => held): void {
    this.faults.holdReplies = false;
    this.faults.holdEvents = false;
    for (const say of order(this.#held.splice(0))) say();
  }

  /** How much waits for `release`. */
  get held(): number {
    return this.#held.length;
  }

  /** Ends every connection, by a reset where asked. */
  cut(how: 'end' | 'reset' = 'end'): void {
    for (const { socket } of this.#visitors) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  /** Resolves when `check` holds; looked at after each connection, command and end of a connection. */
  until(check: () => boolean): Promise<void> {
    return this.#watchers.until(check);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #later(hold: boolean, say: () => void): void {
    if (hold) this.#held.push(say);
    else say();
  }

  #write({ socket }: Visitor, bytes: string | Uint8Array): void {
    const whole = Buffer.from(bytes);
    const step = this.faults.pieceBytes || whole.length;
    for (let at = 0; at < whole.length; at += step) {
      socket.write(whole.subarray(at, at + step));
    }
  }

  #onConnection(socket: Socket): void {
    this.attempts += 1;
    const visitor = new Visitor(socket);
    this.#visitors.add(visitor);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#visitors.delete(visitor);
      this.#watchers.changed();
    });
    socket.on('data', (bytes) => this.#onBytes(visitor, bytes.toString()));
    if (this.faults.resetConnections) socket.resetAndDestroy();
    else if (this.faults.rudeRejection) {
      this.#write(visitor, framed('text/rude-rejection', 'Access Denied, go away.\n'));
      socket.end();
    } else if (!this.faults.silentDoor) this.#write(visitor, 'Content-Type: auth/request\n\n');
    this.#watchers.changed();
  }

  #onBytes(visitor: Visitor, bytes: string): void {
    visitor.text += bytes;
    for (let end = visitor.text.indexOf('\n\n'); end !== -1; end = visitor.text.indexOf('\n\n')) {
      const [line = '', ...rest] = visitor.text.slice(0, end).split('\n');
      visitor.text = visitor.text.slice(end + 2);
      const pairs = rest.map((one) => one.split(/: (.*)/s));
      const headers = new Map(pairs.map(([name = '', value = '']) => [name, value]));
      this.#onCommand(visitor, { line, headers });
    }
  }

  #onCommand(visitor: Visitor, asked: EslAsked): void {
    this.asked.push(asked);
    const answer = this.#answerTo(visitor, asked);
    if (answer !== 'hang') {
      const whole = 'api' in answer ? framed('api/response', answer.api) : replyFrame(answer.reply, asked);
      for (const frame of this.faults.reply(whole)) {
        this.#later(this.faults.holdReplies, () => this.#write(visitor, frame));
      }
    }
    this.#watchers.changed();
  }

  #answerTo(visitor: Visitor, asked: EslAsked): EslAnswer {
    const [word = '', ...rest] = asked.line.split(' ');
    if (word === 'auth') {
      visitor.entered = rest.join(' ') === this.password;
      return { reply: visitor.entered ? '+OK accepted' : '-ERR invalid' };
    }
    if (!visitor.entered) {
      return { reply: '-ERR command not found' };
    }
    if (word === 'event') {
      visitor.format = rest[0] === 'plain' ? 'plain' : 'json';
      for (const name of rest.slice(1)) visitor.events.add(name);
      return { reply: `+OK event listener enabled ${visitor.format}` };
    }
    return this.answer(asked);
  }
}

function replyFrame(reply: string, { headers }: EslAsked): string {
  const job = reply.startsWith('+OK Job-UUID') ? `Job-UUID: ${headers.get('Job-UUID') ?? ''}\n` : '';
  return `Content-Type: command/reply\nReply-Text: ${reply}\n${job}\n`;
}
