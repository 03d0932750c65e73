import { el, fillTrack, keep, make, makeTrack, set, setText } from './dom.js';
import { pacingLines } from './pacing-line.js';
import { CALL_ROWS, CAMPAIGN_TONE, OUTCOME_TONE } from './tables.js';
import { number, percent, word } from './words.js';

const REORDER_MS = 30_000;
const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

function meterRow() {
  const row = make('tr', 'meter-row');
  make('th', '', row).scope = 'row';
  makeTrack(make('td', '', row));
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
    setText(name, row.label);
    name.title = row.label;
    fillTrack(bar.firstElementChild, row.value / most, row.tone);
    setText(value, number(row.value));
  });
}

function tileNode(key) {
  const node = make('div', 'tile');
  make('dt', '', node);
  make('dd', 'big', node);
  make('dd', 'small', node);
  if (key === 'abandoned') makeTrack(node, 'dd');
  return node;
}

/** The share just now, and of the longest window a rule judges by. */
function othersOf({ abandonment: { recent, windows } }) {
  const now = word('tile.recent', { minutes: number(recent.minutes), share: percent(recent.share) });
  const longest = [...windows].sort((a, b) => b.hours - a.hours)[0];
  if (longest === undefined) return now;
  const days = {
    days: number(longest.hours / 24, 1),
    share: percent(longest.share),
    cap: percent(longest.stop),
  };
  return `${now} · ${word('tile.longest', days)}`;
}

/** The day's drop and its cap: full is the cap. */
function dropOf(campaign) {
  const { abandoned, connected } = campaign.today;
  const people = abandoned + connected;
  const share = people === 0 ? 0 : abandoned / people;
  const cap = campaign.abandonCap;
  return {
    key: 'abandoned',
    big: percent(share),
    small: `${word('tile.cap', { n: number(abandoned), m: number(people), cap: percent(cap) })} · ${othersOf(campaign)}`,
    tone: share > cap ? 'bad' : share > 0.8 * cap ? 'warn' : 'good',
    part: cap === 0 ? Number(share > 0) : share / cap,
  };
}

function tilesOf(campaign) {
  const { agents, calls, today, contacts } = campaign;
  const logged = sum(agents) - (agents.offline ?? 0);
  const air = CALL_ROWS.filter((row) => row.air).reduce((total, row) => total + countOf(calls, row), 0);
  const states = { n: number(agents.paused ?? 0), w: number(agents.wrap_up ?? 0) };
  return [
    {
      key: 'talking',
      big: number(agents.talking ?? 0),
      small: word('tile.ofLogged', { n: number(logged) }),
    },
    { key: 'free', big: number(agents.available ?? 0), small: word('tile.paused', states) },
    { key: 'calls', big: number(air), small: word('tile.attempts', { n: number(today.attempts) }) },
    {
      key: 'connected',
      big: number(today.connected),
      small: word('tile.answered', { n: number(today.answered) }),
    },
    dropOf(campaign),
    {
      key: 'contacts',
      big: number(contacts.ready),
      small: word('tile.left', { l: number(contacts.later), d: number(contacts.done) }),
    },
  ];
}

function drawTiles(campaign) {
  const tiles = tilesOf(campaign);
  const nodes = keep(
    el('tiles'),
    tiles.map(({ key }) => key),
    tileNode,
  );
  tiles.forEach(({ key, big, small, tone, part }, index) => {
    const [name, bigNode, smallNode, track] = nodes[index].children;
    setText(name, word(`tile.${key}`));
    set(bigNode, big, tone);
    setText(smallNode, small);
    if (track !== undefined) fillTrack(track, part, tone);
  });
}

function drawPacing(campaign, dialing) {
  const lines = pacingLines(campaign, dialing);
  const nodes = keep(
    el('pacing'),
    lines.map(({ key }) => key),
    () => {
      const line = make('p');
      make('span', 'tag', line);
      line.append(' ');
      make('span', '', line);
      return line;
    },
  );
  lines.forEach(({ tag, text, title }, index) => {
    const [tagNode, textNode] = nodes[index].children;
    setText(tagNode, tag);
    setText(textNode, text);
    nodes[index].title = title;
  });
}

const countOf = (calls, row) => row.phases.reduce((total, phase) => total + (calls[phase] ?? 0), 0);

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

function drawCounts(campaign) {
  drawMeters(
    el('calls'),
    CALL_ROWS.map((row) => ({
      key: row.key,
      label: word(`call.${row.key}`),
      value: countOf(campaign.calls, row),
      tone: row.tone,
    })),
  );
  setText(el('hopper'), word('hopper', { n: number(campaign.hopper) }));
  drawMeters(
    el('outcomes'),
    Object.entries(OUTCOME_TONE).map(([outcome, tone]) => ({
      key: outcome,
      label: word(`outcome.${outcome}`),
      value: campaign.today.outcomes[outcome] ?? 0,
      tone,
    })),
  );
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

/** In the order of the rules, which stays: what a rule stops now and what it stopped before are looked for in one place. */
function drawBlocked(campaign) {
  const rules = Object.keys(campaign.blocked).sort();
  el('blocked-panel').hidden = rules.length === 0;
  drawMeters(
    el('blocked'),
    rules.map((rule) => ({
      key: rule,
      label: /^R\d/.test(rule) ? `${rule} ${word(`rule.${rule}`)}` : word(`rule.${rule}`),
      value: campaign.blocked[rule],
      tone: 'warn',
    })),
  );
}

/** The chosen campaign: its control, its figures, why it dials as it does. */
export function drawCampaign(campaign, dialing) {
  el('demo').hidden = !campaign.demo;
  set(el('campaign-state'), word(`campaign.${campaign.state}`), CAMPAIGN_TONE[campaign.state] ?? 'soft');
  for (const button of document.querySelectorAll('[data-mode]')) {
    button.setAttribute('aria-pressed', String(button.dataset.mode === campaign.mode));
  }
  const running = campaign.state === 'running';
  for (const [verb, off] of [
    ['start', running],
    ['pause', !running],
  ]) {
    // Not `disabled`: that would take the focus from who pressed it by keyboard.
    document.querySelector(`[data-run="${verb}"]`).setAttribute('aria-disabled', String(off));
  }
  drawPacing(campaign, dialing);
  drawTiles(campaign);
  drawCounts(campaign);
  drawBlocked(campaign);
}
