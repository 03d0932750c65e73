import { number, percent, word } from './words.js';

/** Rows keep their place and their element, so that nothing jumps and a screen reader keeps its place. */
const CALL_STATES = ['dialing', 'ringing', 'screening', 'waiting', 'talking', 'message'];
const OUTCOMES = ['sucesso', 'concretizada', 'efetivada', 'nao_contato'];
const OUTCOME_TONE = { sucesso: 'good', concretizada: 'calm', efetivada: 'warn', nao_contato: 'soft' };

/** Tone and mark of an agent's state: the mark tells it without colour. */
const AGENT_LOOK = {
  available: ['good', '○'],
  reserved: ['calm', '◔'],
  preview: ['calm', '◔'],
  dialing: ['calm', '◑'],
  talking: ['calm', '●'],
  wrap_up: ['warn', '✎'],
  paused: ['soft', '‖'],
  connecting: ['soft', '…'],
  connection_lost: ['bad', '✕'],
  offline: ['soft', '–'],
};
const DIALING_TONE = { on: 'good', stopped: 'bad', draining: 'warn', store_down: 'bad', media_down: 'bad' };
const CAMPAIGN_TONE = { draft: 'soft', running: 'good', paused: 'warn', draining: 'warn', ended: 'soft' };

export const el = (id) => document.getElementById(id);

function set(node, text, tone) {
  if (node.textContent !== text) node.textContent = text;
  if (tone !== undefined) {
    const kept = [...node.classList].filter(
      (name) => !['good', 'warn', 'bad', 'calm', 'soft'].includes(name),
    );
    const next = [...kept, tone].filter((name) => name !== '').join(' ');
    if (node.className !== next) node.className = next;
  }
}

function make(tag, className, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  parent?.append(node);
  return node;
}

/** Keeps one child a key, in the order of the keys. */
function keep(parent, keys, build) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  keys.forEach((key, index) => {
    let child = known.get(key);
    if (child === undefined) {
      child = build(key);
      child.dataset.key = key;
    }
    known.delete(key);
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  for (const child of known.values()) child.remove();
  return parent.children;
}

function meterRow() {
  const row = make('tr', 'meter-row');
  make('th', '', row).scope = 'row';
  const bar = make('td', '', row);
  bar.setAttribute('aria-hidden', 'true');
  make('span', 'fill', make('span', 'track', bar));
  make('td', 'number', row);
  return row;
}

function drawMeters(parent, rows) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  const nodes = keep(
    parent,
    rows.map((row) => row.key),
    meterRow,
  );
  rows.forEach((row, index) => {
    const [name, bar, value] = nodes[index].children;
    set(name, row.label);
    set(bar, bar.textContent, row.tone);
    bar.firstElementChild.firstElementChild.style.width = `${(100 * row.value) / most}%`;
    set(value, number(row.value));
  });
}

function tile(key) {
  const node = make('div', 'tile');
  make('dt', '', node);
  make('dd', 'big', node);
  make('dd', 'small', node);
  if (key === 'abandoned') {
    const track = make('dd', 'track', node);
    track.setAttribute('aria-hidden', 'true');
    make('span', 'fill', track);
  }
  return node;
}

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

function tilesOf(campaign) {
  const { agents, today, contacts } = campaign;
  const logged = sum(agents) - (agents.offline ?? 0);
  const base = today.abandoned + today.connected;
  const share = base === 0 ? 0 : today.abandoned / base;
  const tone = share > campaign.abandonCap ? 'bad' : share > 0.8 * campaign.abandonCap ? 'warn' : 'good';
  return [
    ['talking', number(agents.talking ?? 0), word('tile.ofLogged', { n: number(logged) }), ''],
    [
      'free',
      number(agents.available ?? 0),
      word('tile.paused', { n: number(agents.paused ?? 0), w: number(agents.wrap_up ?? 0) }),
      '',
    ],
    ['calls', number(sum(campaign.calls)), word('tile.attempts', { n: number(today.attempts) }), ''],
    ['connected', number(today.connected), word('tile.answered', { n: number(today.answered) }), ''],
    [
      'abandoned',
      percent(share),
      word('tile.cap', { n: number(today.abandoned), m: number(base), cap: percent(campaign.abandonCap) }),
      tone,
      Math.min(1, campaign.abandonCap === 0 ? Number(share > 0) : share / campaign.abandonCap),
    ],
    [
      'contacts',
      number(contacts.ready),
      word('tile.hopper', {
        h: number(campaign.hopper),
        l: number(contacts.later),
      }),
      '',
    ],
  ];
}

function drawTiles(campaign) {
  const tiles = tilesOf(campaign);
  const nodes = keep(
    el('tiles'),
    tiles.map(([key]) => key),
    tile,
  );
  tiles.forEach(([key, big, small, tone, part], index) => {
    const [name, bigNode, smallNode, track] = nodes[index].children;
    set(name, word(`tile.${key}`));
    set(bigNode, big, tone);
    set(smallNode, small);
    smallNode.title = small;
    if (track !== undefined) {
      set(track, '', undefined);
      track.firstElementChild ?? make('span', 'fill', track);
      track.className = `track ${tone}`;
      track.firstElementChild.style.width = `${100 * part}%`;
    }
  });
}

/** Hours, minutes and seconds, the way a wallboard shows them. */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** Talking over five minutes and pausing over ten are what a supervisor looks for. */
function ageTone(agent, ageMs) {
  const limit = { talking: 300_000, paused: 600_000, wrap_up: 60_000, available: 120_000 }[agent.state];
  return limit !== undefined && ageMs > limit ? 'warn' : '';
}

function agentRow() {
  const row = make('tr');
  make('td', 'name', row);
  const state = make('td', '', row);
  make('span', 'mark', state).setAttribute('aria-hidden', 'true');
  make('span', '', state);
  make('td', 'number', row);
  make('td', 'number', row);
  return row;
}

export function drawAgents(agents, nowMs) {
  const rows = [...agents].sort((a, b) => a.id.localeCompare(b.id, undefined, { numeric: true }));
  const nodes = keep(
    el('agents'),
    rows.map((agent) => agent.id),
    agentRow,
  );
  rows.forEach((agent, index) => {
    const [name, state, since, calls] = nodes[index].children;
    const [tone, mark] = AGENT_LOOK[agent.state] ?? ['soft', '·'];
    const reason = agent.state === 'paused' && agent.reason !== '' ? ` · ${agent.reason}` : '';
    set(name, agent.name);
    name.title = `${agent.name} (${agent.id})`;
    set(state.children[0], mark);
    set(state.children[1], `${word(`agent.${agent.state}`)}${reason}`);
    state.className = tone;
    set(since, duration(nowMs - agent.sinceMs), ageTone(agent, nowMs - agent.sinceMs));
    set(calls, number(agent.calls));
  });
  const logged = rows.filter((agent) => agent.state !== 'offline').length;
  set(el('agents-sum'), word('logged', { n: number(logged) }));
}

function drawTrunks(engine) {
  const rows = keep(
    el('trunks'),
    engine.trunks.map((trunk) => trunk.id),
    () => {
      const row = make('tr');
      make('td', 'name', row);
      const cell = make('div', 'inline', make('td', '', row));
      make('span', 'fill', make('span', 'track', cell)).parentElement.setAttribute('aria-hidden', 'true');
      make('span', 'figure', cell);
      make('td', 'number', row);
      return row;
    },
  );
  engine.trunks.forEach((trunk, index) => {
    const [name, use, cps] = rows[index].children;
    const [track, figure] = use.firstElementChild.children;
    const share = trunk.channels === 0 ? 0 : trunk.inUse / trunk.channels;
    set(name, trunk.kind === 'demo' && trunk.id !== 'demo' ? `${trunk.id} · ${word('demo')}` : trunk.id);
    track.className = `track ${share > 0.95 ? 'bad' : share > 0.8 ? 'warn' : 'calm'}`;
    track.firstElementChild.style.width = `${100 * Math.min(1, share)}%`;
    set(figure, `${number(trunk.inUse)} / ${number(trunk.channels)}`);
    set(cps, number(trunk.cps));
  });
}

function drawMedia(engine) {
  const rows = keep(
    el('media'),
    engine.media.map((server) => server.id),
    () => {
      const row = make('tr');
      make('td', 'name', row);
      make('td', '', row);
      make('td', 'number', row);
      return row;
    },
  );
  engine.media.forEach((server, index) => {
    const [name, state, legs] = rows[index].children;
    set(name, server.id);
    set(state, server.up ? `● ${word('up')}` : `✕ ${word('down')}`, server.up ? 'good' : 'bad');
    state.title = server.reason;
    set(legs, number(server.legs));
  });
}

export function drawEngine(engine) {
  set(el('dialing'), word(`dialing.${engine.dialing}`), DIALING_TONE[engine.dialing] ?? 'soft');
  el('resume').hidden = engine.dialing !== 'stopped';
  el('stop').hidden = engine.dialing === 'stopped';
  drawTrunks(engine);
  drawMedia(engine);
}

function drawPacing(campaign) {
  const lanes = Object.entries(campaign.pacing);
  const [, decision] = lanes.find(([lane]) => lane === campaign.mode) ?? lanes[0] ?? [null, null];
  set(el('pacing-limit'), decision === null ? '' : `${word(`limit.${decision.limit}`)}:`);
  set(el('pacing-reason'), decision === null ? word('noPacing') : decision.reason);
  el('pacing-reason').parentElement.title = decision === null ? '' : decision.reason;
}

export function drawCampaign(campaign) {
  set(el('campaign-state'), word(`campaign.${campaign.state}`), CAMPAIGN_TONE[campaign.state] ?? 'soft');
  for (const button of document.querySelectorAll('[data-mode]')) {
    button.setAttribute('aria-pressed', String(button.dataset.mode === campaign.mode));
  }
  const running = campaign.state === 'running';
  document.querySelector('[data-run="start"]').disabled = running;
  document.querySelector('[data-run="pause"]').disabled = !running;
  drawPacing(campaign);
  drawTiles(campaign);
  const extra = Object.keys(campaign.calls).filter(
    (state) => !CALL_STATES.includes(state) && campaign.calls[state] > 0,
  );
  drawMeters(
    el('calls'),
    [...CALL_STATES, ...extra].map((state) => ({
      key: state,
      label: word(`call.${state}`),
      value: campaign.calls[state] ?? 0,
      tone: state === 'waiting' ? 'warn' : state === 'talking' ? 'good' : 'calm',
    })),
  );
  drawMeters(
    el('outcomes'),
    OUTCOMES.map((outcome) => ({
      key: outcome,
      label: word(`outcome.${outcome}`),
      value: campaign.today.outcomes[outcome] ?? 0,
      tone: OUTCOME_TONE[outcome],
    })),
  );
  set(el('done-sum'), word('done', { n: number(campaign.contacts.done) }));
  drawMeters(
    el('reasons'),
    orderedReasons(campaign).map((reason) => ({
      key: reason,
      label: word(`reason.${reason}`),
      value: campaign.today.reasons[reason],
      tone: 'soft',
    })),
  );
}

const REORDER_MS = 30_000;
let order = { campaignId: '', atMs: 0, reasons: [] };

/** Commonest first, but put in order anew only now and then: rows that swap places cannot be read. */
function orderedReasons(campaign) {
  const counts = campaign.today.reasons;
  const present = Object.keys(counts).filter((reason) => counts[reason] > 0);
  if (order.campaignId !== campaign.id || Date.now() - order.atMs > REORDER_MS) {
    const reasons = [...present].sort((a, b) => counts[b] - counts[a]);
    order = { campaignId: campaign.id, atMs: Date.now(), reasons };
  }
  const known = order.reasons.filter((reason) => counts[reason] > 0);
  return [...known, ...present.filter((reason) => !known.includes(reason))];
}
