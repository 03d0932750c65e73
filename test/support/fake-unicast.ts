import { createSocket } from 'node:dgram';
import { answerSound } from './answer-sounds.js';
import type { FakeChannel } from './fake-channel.js';

const PACKET = 160;
/** Sound goes some fifty times as fast as it is spoken. */
const TICK_MS = 2;
const PACKETS_A_TICK = 5;

function packet(samples: Int16Array, from: number): Buffer {
  const bytes = Buffer.alloc(2 * PACKET);
  for (let n = 0; n < PACKET; n += 1) bytes.writeInt16LE(samples[from + n] ?? 0, 2 * n);
  return bytes;
}

const soundOf = async (name: string): Promise<Int16Array> =>
  name === '' ? new Int16Array() : await answerSound(name);

/** Sends what a parked channel hears, as `unicast` does: until it leaves park, and nothing while a sound plays to it. */
export async function startUnicast(
  channel: FakeChannel,
  headers: ReadonlyMap<string, string>,
): Promise<void> {
  const [port, host] = [Number(headers.get('remote-port')), headers.get('remote-ip') ?? ''];
  const [before, after] = [await soundOf(channel.earlySays), await soundOf(channel.says)];
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.bind(0, headers.get('local-ip'));
  let said = before;
  let at = 0;
  const timer = setInterval(() => {
    if (channel.gone || channel.place !== 'park') {
      clearInterval(timer);
      socket.close();
      return;
    }
    if (channel.answered && said !== after) {
      said = after;
      at = 0;
    }
    for (let n = 0; n < PACKETS_A_TICK && channel.applications.length === 0; n += 1) {
      socket.send(packet(said, at), port, host, () => undefined);
      at += PACKET;
    }
  }, TICK_MS);
}
