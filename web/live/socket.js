/**
 * The live stream: a snapshot, then numbered deltas of whole rows. A gap in the numbers asks for a snapshot; a lost
 * link is taken up again, waiting longer each time, up to ten seconds.
 */
const PROTOCOL = 'cadencia.live.v1';
const LONGEST_WAIT_MS = 10_000;
/** The server says something at least every second; longer silence is a dead link. */
const SILENCE_MS = 8000;
export const BAD_TOKEN = 4401;

function replaceAll(state, message) {
  state.engine = message.engine;
  state.campaigns = new Map(message.campaigns.map((row) => [row.id, row]));
  state.agents = new Map(message.agents.map((row) => [row.id, row]));
  state.limits = new Map(message.limits.map((row) => [row.id, row]));
}

function change(state, message) {
  state.engine = message.engine ?? state.engine;
  for (const row of message.campaigns ?? []) state.campaigns.set(row.id, row);
  for (const row of message.agents ?? []) state.agents.set(row.id, row);
  for (const row of message.limits ?? []) state.limits.set(row.id, row);
  for (const id of message.goneCampaigns ?? []) state.campaigns.delete(id);
  for (const id of message.goneAgents ?? []) state.agents.delete(id);
  for (const id of message.goneLimits ?? []) state.limits.delete(id);
}

const emptyState = () => ({
  engine: null,
  campaigns: new Map(),
  agents: new Map(),
  limits: new Map(),
  seq: 0,
  heardAtMs: 0,
  serverOffsetMs: 0,
  connected: false,
});

export function openLive(token, { onChange, onBadToken }) {
  const state = emptyState();
  let socket = null;
  let waitMs = 500;
  let closed = false;

  function onMessage(event) {
    const message = JSON.parse(event.data);
    state.heardAtMs = Date.now();
    state.serverOffsetMs = message.atMs - state.heardAtMs;
    if (message.type === 'snapshot') {
      replaceAll(state, message);
      waitMs = 500;
      state.connected = true;
    } else if (message.type === 'delta') {
      if (message.seq !== state.seq + 1) {
        socket.send(JSON.stringify({ type: 'resync' }));
        return;
      }
      change(state, message);
    } else {
      return;
    }
    state.seq = message.seq;
    onChange(state);
  }

  function connect() {
    if (closed) return;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const mine = new WebSocket(`${scheme}//${location.host}/live`, [PROTOCOL]);
    socket = mine;
    mine.onopen = () => mine.send(JSON.stringify({ type: 'hello', token }));
    mine.onmessage = onMessage;
    mine.onclose = (event) => {
      if (socket !== mine) return;
      state.connected = false;
      if (event.code === BAD_TOKEN) {
        closed = true;
        onBadToken();
        return;
      }
      onChange(state);
      setTimeout(connect, waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
  }

  const watch = setInterval(() => {
    if (state.connected && Date.now() - state.heardAtMs > SILENCE_MS) socket.close();
  }, 1000);

  connect();
  return {
    close() {
      closed = true;
      clearInterval(watch);
      socket?.close();
    },
  };
}
