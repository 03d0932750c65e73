/** A SIP message as a server has copied it to a collector (HEP 3). */
export interface HepPacket {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

const HEADER_BYTES = 6;
const SIP = 1;
const CHUNK = {
  fromV4: 0x0003,
  toV4: 0x0004,
  fromV6: 0x0005,
  toV6: 0x0006,
  fromPort: 0x0007,
  toPort: 0x0008,
  protocol: 0x000b,
  payload: 0x000f,
} as const;

/**
 * Reads a datagram of HEP 3: `HEP3`, its length, then chunks of vendor, type, length (all of two bytes) and value. Null
 * for whatever is no whole one of SIP.
 */
export function readHep(datagram: Buffer): HepPacket | null {
  if (
    datagram.length < HEADER_BYTES ||
    datagram.toString('latin1', 0, 4) !== 'HEP3' ||
    datagram.readUInt16BE(4) !== datagram.length
  ) {
    return null;
  }
  const chunks = new Map<number, Buffer>();
  let at = HEADER_BYTES;
  while (at + HEADER_BYTES <= datagram.length) {
    const length = datagram.readUInt16BE(at + 4);
    if (length < HEADER_BYTES || at + length > datagram.length) {
      return null;
    }
    if (datagram.readUInt16BE(at) === 0) {
      chunks.set(datagram.readUInt16BE(at + 2), datagram.subarray(at + HEADER_BYTES, at + length));
    }
    at += length;
  }
  const payload = chunks.get(CHUNK.payload);
  const from = addressOf(chunks, CHUNK.fromV4, CHUNK.fromV6, CHUNK.fromPort);
  const to = addressOf(chunks, CHUNK.toV4, CHUNK.toV6, CHUNK.toPort);
  const protocol = chunks.get(CHUNK.protocol)?.[0] ?? SIP;
  return payload === undefined || from === null || to === null || protocol !== SIP
    ? null
    : { from, to, text: payload.toString('utf8') };
}

function addressOf(chunks: ReadonlyMap<number, Buffer>, v4: number, v6: number, port: number): string | null {
  const ip = chunks.get(v4)?.join('.') ?? chunks.get(v6)?.toString('hex');
  const number = chunks.get(port);
  return ip === undefined || number?.length !== 2 ? null : `${ip}:${number.readUInt16BE(0)}`;
}
