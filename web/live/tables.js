/** How the page shows the engine's tables; a test holds each against the engine's own list. */

/** Tone and mark of an agent's state: the mark tells it without colour. */
export const AGENT_LOOK = {
  offline: ['soft', '–'],
  connecting: ['soft', '…'],
  paused: ['soft', '‖'],
  available: ['good', '○'],
  previewing: ['calm', '◔'],
  reserved: ['calm', '◑'],
  talking: ['calm', '●'],
  wrap_up: ['warn', '✎'],
  connection_lost: ['bad', '✕'],
};

/** What a supervisor watches for in an agent's timer. */
export const LONG_MS = { talking: 300_000, paused: 600_000, wrap_up: 60_000, available: 120_000 };

/**
 * Rows of the calls panel, with the phases each counts: those that last milliseconds are shown with the one they
 * look like to a person. Only `closed` is nowhere: such a call is no longer counted.
 */
export const CALL_ROWS = [
  { key: 'dialing', phases: ['committing', 'dialing'], tone: 'calm', air: true },
  { key: 'ringing', phases: ['ringing'], tone: 'calm', air: true },
  { key: 'screening', phases: ['screening'], tone: 'calm', air: true },
  { key: 'waiting', phases: ['waiting', 'connecting'], tone: 'warn', air: true },
  { key: 'talking', phases: ['talking', 'outside'], tone: 'good', air: true },
  { key: 'messaging', phases: ['messaging'], tone: 'calm', air: true },
  { key: 'ending', phases: ['ending'], tone: 'soft', air: true },
  { key: 'wrapping', phases: ['wrapping'], tone: 'soft', air: false },
];

/** Best first. */
export const OUTCOME_TONE = { sucesso: 'good', concretizada: 'calm', efetivada: 'warn', nao_contato: 'soft' };

export const DIALING_TONE = {
  on: 'good',
  stopped: 'bad',
  draining: 'warn',
  store_down: 'bad',
  media_down: 'bad',
};

export const CAMPAIGN_TONE = {
  draft: 'soft',
  running: 'good',
  paused: 'warn',
  draining: 'warn',
  ended: 'soft',
};
