import { el, fillTrack, keep, make, makeTrack, set, setText } from './dom.js';
import { DIALING_TONE } from './tables.js';
import { number, word } from './words.js';

function trunkRow() {
  const row = make('tr');
  const name = make('td', 'name', row);
  make('div', '', name);
  make('div', 'why', name);
  const cell = make('div', 'inline', make('td', '', row));
  makeTrack(cell);
  make('span', 'figure', cell);
  make('td', 'number', row);
  return row;
}

/** How the carrier answers when it is asked; nothing where nobody asks. */
function drawProbed(node, probed) {
  node.hidden = probed === null || probed.state === 'unknown';
  if (probed?.state === 'up') {
    const took = probed.p50Ms === null ? '' : ` · ${number(probed.p50Ms)} ms`;
    set(node, `● ${word('up')}${took}`, 'good');
  } else if (probed?.state === 'down') {
    set(node, `✕ ${word('down')} · ${probed.why}`, 'bad');
  }
}

function drawTrunks(engine) {
  const rows = keep(
    el('trunks'),
    engine.trunks.map((trunk) => trunk.id),
    trunkRow,
  );
  engine.trunks.forEach((trunk, index) => {
    const [name, use, cps] = rows[index].children;
    const [track, figure] = use.firstElementChild.children;
    const share = trunk.channels === 0 ? 0 : trunk.inUse / trunk.channels;
    const [label, health] = name.children;
    setText(label, trunk.kind === 'demo' && trunk.id !== 'demo' ? `${trunk.id} · ${word('demo')}` : trunk.id);
    name.title = trunk.id;
    drawProbed(health, trunk.probed);
    fillTrack(track, share, share > 0.95 ? 'bad' : share > 0.8 ? 'warn' : 'calm');
    setText(figure, `${number(trunk.inUse)} / ${number(trunk.channels)}`);
    setText(cps, number(trunk.cps, 1));
  });
}

function mediaRow() {
  const row = make('tr');
  make('td', 'name', row);
  const state = make('td', '', row);
  make('div', '', state);
  make('div', 'why', state);
  make('td', 'number', row);
  return row;
}

function drawMedia(engine) {
  const rows = keep(
    el('media'),
    engine.media.map((server) => server.id),
    mediaRow,
  );
  engine.media.forEach((server, index) => {
    const [name, state, legs] = rows[index].children;
    const [words, why] = state.children;
    setText(name, server.id);
    name.title = server.id;
    set(words, server.up ? `● ${word('up')}` : `✕ ${word('down')}`, server.up ? 'good' : 'bad');
    setText(why, server.up ? '' : server.reason);
    why.hidden = server.up || server.reason === '';
    setText(legs, number(server.legs));
  });
}

/** The engine: what the dialling is, trunks, media servers. */
export function drawEngine(engine) {
  set(el('dialing'), word(`dialing.${engine.dialing}`), DIALING_TONE[engine.dialing] ?? 'soft');
  el('demo-clock').hidden = !engine.shiftedClock;
  if (engine.shiftedClock) set(el('demo-clock'), word('demo.clock'), 'soft');
  const stopped = engine.dialing === 'stopped';
  const held = document.activeElement;
  el('resume').hidden = !stopped;
  el('cut').hidden = !stopped;
  el('stop').hidden = stopped;
  // The two buttons take each other's place: who used one by keyboard stays where he is.
  if (held === el('stop') && stopped) el('resume').focus();
  if ((held === el('resume') || held === el('cut')) && !stopped) el('stop').focus();
  drawTrunks(engine);
  drawMedia(engine);
}
