import { BlockList, isIPv4 } from 'node:net';

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}

/** The two ends of the event socket's connection, between which sound may go too. */
export interface SoundWay {
  readonly here: string;
  readonly there: string;
}

/** The way of the sound beside the event socket; null where it would leave a private network, or is not IPv4. */
export function soundWay(here: string | undefined, there: string | undefined): SoundWay | null {
  const ends = [here, there].map((one) => one?.replace(/^::ffff:/, '') ?? '');
  const [one = '', other = ''] = ends;
  return ends.every((end) => isIPv4(end) && PRIVATE.check(end, 'ipv4')) ? { here: one, there: other } : null;
}
