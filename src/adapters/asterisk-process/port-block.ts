import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { CadenciaError } from '../../core/kernel/errors.js';

const LOOPBACK = '127.0.0.1';
/** Below the ephemeral range (32768 on Linux), which browsers and SIPp draw from. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 31_999;

/** Ports of one telephony set-up on loopback; no other set-up on this machine takes the same while it is held. */
export interface PortBlock {
  readonly httpPort: number;
  readonly sipPort: number;
  readonly customersPort: number;
  readonly phonesPort: number;
  /** From where calls come in. */
  readonly callersPort: number;
  readonly rtpStart: number;
  readonly rtpEnd: number;
  /** Gives the block back. Idempotent. */
  release(): void;
}

async function holdUdpPort(port: number): Promise<Socket | undefined> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, address: LOOPBACK, exclusive: true }, () => resolve(socket));
  });
}

async function isUdpFree(port: number): Promise<boolean> {
  const socket = await holdUdpPort(port);
  socket?.close();
  return socket !== undefined;
}

async function isTcpFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Claims a block of ports. The first port of a block is its guard: it stays bound as long as the block is held, so that
 * two set-ups never share one, also across processes.
 * @param rtpPorts Ports for Asterisk's RTP; a leg takes two.
 */
export async function claimPortBlock(rtpPorts = 900): Promise<PortBlock> {
  const size = 10 + rtpPorts;
  const blocks = Math.floor((HIGHEST_PORT - LOWEST_PORT + 1) / size);
  // Starting points differ by process, so that several at once seldom try the same block first.
  const offset = process.pid % blocks;
  for (let n = 0; n < blocks; n += 1) {
    const first = LOWEST_PORT + ((n + offset) % blocks) * size;
    const guard = await holdUdpPort(first);
    if (guard === undefined) continue;
    const free = [
      await isUdpFree(first + 2),
      await isUdpFree(first + 3),
      await isUdpFree(first + 4),
      await isUdpFree(first + 5),
      await isTcpFree(first + 1),
    ];
    if (free.includes(false)) {
      guard.close();
      continue;
    }
    guard.unref();
    let isHeld = true;
    return {
      httpPort: first + 1,
      sipPort: first + 2,
      customersPort: first + 3,
      phonesPort: first + 4,
      callersPort: first + 5,
      rtpStart: first + 10 + (first % 2),
      rtpEnd: first + size - 1,
      release: () => {
        if (isHeld) guard.close();
        isHeld = false;
      },
    };
  }
  throw new CadenciaError('DLR_PORT_TAKEN', {
    detail: `No block of ${size} free ports between ${LOWEST_PORT} and ${HIGHEST_PORT} on ${LOOPBACK}: end other test runs or demos.`,
  });
}
