import { el, keep, make, set, setText, setTone } from './dom.js';
import { AGENT_LOOK, LONG_MS } from './tables.js';
import { number, word } from './words.js';

/** Hours, minutes and seconds, the way a wallboard shows them. */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

function agentRow() {
  const row = make('tr');
  make('td', 'name', row);
  const state = make('td', 'state', row);
  make('span', 'mark', state).setAttribute('aria-hidden', 'true');
  make('span', '', state);
  make('td', 'number', row);
  make('td', 'number', row);
  return row;
}

/** The state with what belongs to it: the pause's code, or what follows the present call. */
function stateText(agent) {
  const parts = [word(`agent.${agent.state}`)];
  if ((agent.state === 'paused' || agent.state === 'connection_lost') && agent.reason !== '') {
    parts.push(agent.reason);
  }
  if (agent.pending !== null) parts.push(word(`pending.${agent.pending}`));
  return parts.join(' · ');
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
    const ageMs = nowMs - agent.sinceMs;
    setText(name, agent.name);
    name.title = `${agent.name} (${agent.id})`;
    setText(state.children[0], mark);
    setText(state.children[1], stateText(agent));
    state.title = state.children[1].textContent;
    setTone(state, tone);
    set(since, agent.state === 'offline' ? '' : duration(ageMs), ageMs > LONG_MS[agent.state] ? 'warn' : '');
    setText(calls, number(agent.calls));
  });
  const logged = rows.filter((agent) => agent.state !== 'offline').length;
  setText(el('agents-sum'), word('logged', { n: number(logged) }));
}
