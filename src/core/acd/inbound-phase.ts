/**
 * The table of a call that came in.
 *
 *   ringing ──answered──▶ menu ──queue──▶ waiting ──agent granted──▶ connecting ──bridged──▶ talking
 *      │                   │                ▲  ▲                         │                     │
 *      │                   │                │  └───── bridge failed ─────┘                     │
 *      │                   │                └─────── the agent's phone dropped ────────────────┘
 *      │                   │                                              given to an outside number ──▶ outside
 *      └───────────────────┴───── hung up, by whomever, out of any state ──▶ ended
 *
 * A talk that is handed over to a colleague goes to connecting, one that is given to another queue to waiting.
 *
 * After a restart of ours a living call goes to `waiting` at once: nobody says his choices twice.
 */
export const INBOUND_PHASES = [
  'ringing',
  'menu',
  'waiting',
  'connecting',
  'talking',
  'outside',
  'ended',
] as const;
export type InboundPhase = (typeof INBOUND_PHASES)[number];

export const INBOUND_MOVES: Readonly<Record<InboundPhase, readonly InboundPhase[]>> = {
  ringing: ['menu', 'waiting', 'ended'],
  menu: ['waiting', 'ended'],
  waiting: ['connecting', 'ended'],
  connecting: ['talking', 'waiting', 'ended'],
  talking: ['waiting', 'connecting', 'outside', 'ended'],
  outside: ['ended'],
  ended: [],
};
