/** The WebSocket subprotocol of /live. */
export const LIVE_PROTOCOL = 'cadencia.live.v1';

/** Close codes of ours (RFC 6455 §7.4.2 leaves 4000 to 4999 to applications). */
export const LIVE_CLOSE = { badToken: 4401, badMessage: 4400, tooLate: 4408 } as const;
