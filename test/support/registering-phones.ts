import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';
const EXPIRES_SECONDS = 3600;
const DEADLINE_MS = 10_000;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Where a telephone registers, and where it wants to be called. */
export interface Registration {
  readonly name: string;
  readonly password: string;
  readonly registrarPort: number;
  /** The port its calls are taken at, by whatever answers there. */
  readonly contactPort: number;
}

/** Registers a telephone by SIP over UDP (RFC 3261 §10) with a digest (RFC 2617, MD5 as the registrar asks for). */
export async function register(phone: Registration): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, LOOPBACK);
  await once(socket, 'listening');
  try {
    const callId = randomBytes(8).toString('hex');
    const challenge = await ask(socket, phone, { callId, sequence: 1, authorization: '' });
    const value = (name: string): string => new RegExp(`${name}="?([^",\\s]+)`).exec(challenge)?.[1] ?? '';
    const [realm, nonce, opaque] = [value('realm'), value('nonce'), value('opaque')];
    const uri = `sip:${LOOPBACK}:${phone.registrarPort}`;
    const cnonce = randomBytes(4).toString('hex');
    const secret = md5(`${phone.name}:${realm}:${phone.password}`);
    const response = md5(`${secret}:${nonce}:00000001:${cnonce}:auth:${md5(`REGISTER:${uri}`)}`);
    const authorization =
      `Authorization: Digest username="${phone.name}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
      `response="${response}", algorithm=MD5, cnonce="${cnonce}", opaque="${opaque}", qop=auth, nc=00000001`;
    const reply = await ask(socket, phone, { callId, sequence: 2, authorization });
    if (!reply.startsWith('SIP/2.0 200')) {
      throw new Error(`${phone.name} was not registered: ${reply.split('\r\n')[0]}`);
    }
  } finally {
    socket.close();
  }
}

async function ask(
  socket: Socket,
  { name, registrarPort, contactPort }: Registration,
  { callId, sequence, authorization }: { callId: string; sequence: number; authorization: string },
): Promise<string> {
  const { port } = socket.address();
  const lines = [
    `REGISTER sip:${LOOPBACK}:${registrarPort} SIP/2.0`,
    `Via: SIP/2.0/UDP ${LOOPBACK}:${port};branch=z9hG4bK${randomBytes(8).toString('hex')};rport`,
    `From: <sip:${name}@${LOOPBACK}>;tag=${callId}`,
    `To: <sip:${name}@${LOOPBACK}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} REGISTER`,
    'Max-Forwards: 70',
    `Contact: <sip:${name}@${LOOPBACK}:${contactPort}>`,
    `Expires: ${EXPIRES_SECONDS}`,
    ...(authorization === '' ? [] : [authorization]),
    'Content-Length: 0',
    '',
    '',
  ];
  const answered = once(socket, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
  socket.send(lines.join('\r\n'), registrarPort, LOOPBACK);
  return String((await answered)[0]);
}
