/** The WebSocket subprotocol of an agent's own socket. */
export const DESK_PROTOCOL = 'cadencia.desk.v1';

/** Close codes of an agent's own socket; as those of the live page, and one more. */
export const DESK_CLOSE = {
  badToken: 4401,
  forbidden: 4403,
  badMessage: 4400,
  tooLate: 4408,
  elsewhere: 4409,
} as const;
