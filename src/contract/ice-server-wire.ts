import { z } from 'zod';

/** A server that finds the page's voice a way, as RTCPeerConnection takes it. */
export const iceServerWire = z.object({
  urls: z.array(z.string()),
  username: z.string().optional().describe('Of TURN: when it ends, and whose it is'),
  credential: z.string().optional(),
});
export type IceServerOut = z.output<typeof iceServerWire>;
