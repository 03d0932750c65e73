import { drawAgents, drawCampaign, drawEngine, el } from './draw.js';
import { openLive } from './socket.js';
import { currentLanguage, switchLanguage, word } from './words.js';

const TOKEN_KEY = 'cadencia.token';
const STALE_MS = 3000;

let live = null;
let state = null;
let drawPending = false;

/** The token comes once in the fragment, which browsers never send, and leaves the address bar at once. */
function takeToken() {
  const fromFragment = new URLSearchParams(location.hash.slice(1)).get('token');
  if (fromFragment) {
    sessionStorage.setItem(TOKEN_KEY, fromFragment);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

function say(text, bad = false) {
  el('notice').textContent = text;
  el('notice').classList.toggle('bad', bad);
}

async function ask(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${sessionStorage.getItem(TOKEN_KEY)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    say(word('failed', { why: answer.detail ?? response.status }), true);
  } catch (failure) {
    say(word('failed', { why: failure.message }), true);
  }
  return null;
}

function chosenCampaign() {
  const select = el('campaign');
  return state?.campaigns.get(select.value) ?? null;
}

function drawChoice() {
  const select = el('campaign');
  const rows = [...state.campaigns.values()].sort((a, b) => a.name.localeCompare(b.name));
  const wanted = rows.map((row) => `${row.id} ${row.name}`).join('\n') + currentLanguage();
  if (select.dataset.drawn === wanted) return;
  select.dataset.drawn = wanted;
  const before = select.value;
  const best = state.campaigns.has(before)
    ? before
    : (rows.find((row) => row.state === 'running') ?? rows[0])?.id;
  select.replaceChildren(...rows.map((row) => new Option(row.name, row.id, false, row.id === best)));
  if (rows.length === 0) select.replaceChildren(new Option(word('noCampaign'), ''));
}

function drawAge() {
  const node = el('age');
  const ageMs = state === null ? Number.POSITIVE_INFINITY : Date.now() - state.heardAtMs;
  const late = state !== null && state.heardAtMs > 0 && (!state.connected || ageMs > STALE_MS);
  const text =
    state === null || state.heardAtMs === 0
      ? word('connecting')
      : late
        ? `⚠ ${word('old', { n: Math.round(ageMs / 1000) })}`
        : `● ${word('live')}`;
  if (node.textContent !== text) node.textContent = text;
  node.classList.toggle('late', late);
  node.classList.toggle('good', !late && state !== null);
}

function drawTimed() {
  drawAge();
  const campaign = chosenCampaign();
  if (state !== null && campaign !== null) {
    const mine = [...state.agents.values()].filter(
      (agent) => agent.campaignIds.length === 0 || agent.campaignIds.includes(campaign.id),
    );
    drawAgents(mine, Date.now() + state.serverOffsetMs);
  }
}

function draw() {
  drawPending = false;
  if (state?.engine) {
    for (const id of ['main', 'choice', 'dialing']) el(id).hidden = false;
    drawChoice();
    drawEngine(state.engine);
    const campaign = chosenCampaign();
    if (campaign !== null) drawCampaign(campaign);
  }
  drawTimed();
}

function drawWords() {
  document.documentElement.lang = currentLanguage();
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = word(node.dataset.word);
  el('language').textContent = currentLanguage() === 'en' ? 'Português' : 'English';
  el('language').lang = currentLanguage() === 'en' ? 'pt-BR' : 'en';
  draw();
}

function showEntry(text) {
  live?.close();
  live = null;
  state = null;
  for (const id of ['main', 'choice', 'dialing']) el(id).hidden = true;
  el('enter').hidden = false;
  el('stop').disabled = true;
  say(text, text !== '');
  el('token').focus();
}

function begin(token) {
  el('enter').hidden = true;
  el('stop').disabled = false;
  say('');
  live = openLive(token, {
    onChange(next) {
      state = next;
      if (!drawPending) {
        drawPending = true;
        requestAnimationFrame(draw);
      }
    },
    onBadToken() {
      sessionStorage.removeItem(TOKEN_KEY);
      showEntry(word('badToken'));
    },
  });
}

el('enter').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = el('token').value.trim();
  el('token').value = '';
  sessionStorage.setItem(TOKEN_KEY, token);
  begin(token);
});
el('language').addEventListener('click', () => {
  switchLanguage();
  drawWords();
});
el('campaign').addEventListener('change', draw);
el('stop').addEventListener('click', () => {
  el('why').value = word('whyDefault');
  el('confirm').showModal();
  el('confirm-no').focus();
});
el('confirm-no').addEventListener('click', () => el('confirm').close());
el('confirm-yes').addEventListener('click', async () => {
  el('confirm').close();
  const answer = await ask('POST', '/v1/stop-all', { why: el('why').value.trim() || word('whyDefault') });
  if (answer !== null) say(word('stopped', { n: answer.cancelled }));
});
el('resume').addEventListener('click', async () => {
  if ((await ask('POST', '/v1/resume')) !== null) say(word('resumed'));
});
for (const button of document.querySelectorAll('[data-mode]')) {
  button.addEventListener('click', async () => {
    const campaign = chosenCampaign();
    if (campaign === null || campaign.mode === button.dataset.mode) return;
    const path = `/v1/campaigns/${encodeURIComponent(campaign.id)}/mode`;
    const answer = await ask('PUT', path, { mode: button.dataset.mode });
    if (answer !== null) say(word('modeChanged', { mode: word(`mode.${answer.settings.mode}`) }));
  });
}
for (const button of document.querySelectorAll('[data-run]')) {
  button.addEventListener('click', async () => {
    const campaign = chosenCampaign();
    if (campaign === null) return;
    const answer = await ask(
      'POST',
      `/v1/campaigns/${encodeURIComponent(campaign.id)}/${button.dataset.run}`,
    );
    if (answer !== null) say(word('stateChanged', { state: word(`campaign.${answer.state}`) }));
  });
}

setInterval(drawTimed, 1000);
const token = takeToken();
drawWords();
if (token) {
  begin(token);
} else {
  showEntry('');
}
