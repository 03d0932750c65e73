import { connect, type Socket } from 'node:net';

/** The least that makes a call by the event socket: one queue of nothing, no deadlines, no resync. */
export class BareEslClient {
  readonly #socket: Socket;
  readonly #answered = new Map<string, () => void>();
  #text = '';
  #entered: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#read(text));
  }

  static async connect(port: number, password: string): Promise<BareEslClient> {
    const client = new BareEslClient(connect({ host: '127.0.0.1', port }));
    await new Promise<void>((resolve) => {
      client.#entered = resolve;
      client.#socket.write(`auth ${password}\n\nevent json CHANNEL_ANSWER BACKGROUND_JOB\n\n`);
    });
    return client;
  }

  /** Resolves when the call is answered. */
  call(uuid: string, target: string): Promise<void> {
    const answered = new Promise<void>((resolve) => this.#answered.set(uuid, resolve));
    const variables = `origination_uuid=${uuid},ignore_early_media=true,park_after_bridge=true`;
    this.#socket.write(`bgapi originate {${variables}}${target} &park()\nJob-UUID: ${uuid}\n\n`);
    return answered;
  }

  end(uuid: string): void {
    this.#socket.write(`api uuid_kill ${uuid} NORMAL_CLEARING\n\n`);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The bodies here are plain ASCII: characters are bytes. */
  #read(text: string): void {
    this.#text += text;
    for (;;) {
      const blank = this.#text.indexOf('\n\n');
      if (blank === -1) return;
      const head = this.#text.slice(0, blank);
      const length = Number(/Content-Length: (\d+)/.exec(head)?.[1] ?? 0);
      if (this.#text.length < blank + 2 + length) return;
      const body = this.#text.slice(blank + 2, blank + 2 + length);
      this.#text = this.#text.slice(blank + 2 + length);
      if (head.includes('event listener enabled')) this.#entered();
      if (head.includes('text/event-json')) this.#onEvent(JSON.parse(body) as Record<string, string>);
    }
  }

  #onEvent(event: Record<string, string>): void {
    const uuid = event['Unique-ID'] ?? '';
    if (event['Event-Name'] === 'CHANNEL_ANSWER') {
      this.#answered.get(uuid)?.();
      this.#answered.delete(uuid);
    }
  }
}
