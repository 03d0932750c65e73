import { el, setText, setTone } from './dom.js';
import { drawAgents } from './draw-agents.js';
import { drawAlerts } from './draw-alerts.js';
import { drawCampaign } from './draw-campaign.js';
import { drawEngine } from './draw-engine.js';
import { drawLimits } from './draw-limits.js';
import { drawReadiness, watchReadiness } from './readiness.js';
import { openLive } from './socket.js';
import { currentLanguage, switchLanguage, word } from './words.js';

const TOKEN_KEY = 'cadencia.token';
const STALE_MS = 3000;
/** A good word leaves by itself; a bad one stays until the next. */
const NOTICE_MS = 8000;

let live = null;
let state = null;
let drawPending = false;
let noticeTimer = 0;

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
  setTone(el('notice'), bad ? 'bad' : '');
  clearTimeout(noticeTimer);
  if (!bad) noticeTimer = setTimeout(() => setText(el('notice'), ''), NOTICE_MS);
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

/** Asks without a word when there is no answer: the age of the data says so. */
async function askQuietly(path) {
  try {
    const headers = { authorization: `Bearer ${sessionStorage.getItem(TOKEN_KEY)}` };
    const response = await fetch(path, { headers, signal: AbortSignal.timeout(5000) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
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

/** How old the data are, or null while there are none. */
function ageOf() {
  return state === null || state.heardAtMs === 0 ? null : Date.now() - state.heardAtMs;
}

const isLate = (ageMs) => ageMs !== null && (!state.connected || ageMs > STALE_MS);

function drawAge(ageMs) {
  const late = isLate(ageMs);
  const seconds = late ? Math.round(ageMs / 1000) : 0;
  const text =
    ageMs === null ? word('connecting') : late ? `⚠ ${word('old', { n: seconds })}` : `● ${word('live')}`;
  setText(el('age'), text);
  // Said once when the data become old and once when they are live again, not every second.
  setText(el('age-said'), ageMs === null ? '' : late ? word('oldSaid') : word('live'));
  setTone(el('age'), ageMs === null ? 'soft' : late ? 'bad' : 'good');
  document.body.classList.toggle('late', late);
}

/** What changes without a message: the age of the data, and the agents' timers, which stand still with the data. */
function drawTimed() {
  const ageMs = ageOf();
  drawAge(ageMs);
  const campaign = chosenCampaign();
  if (campaign !== null) {
    const mine = [...state.agents.values()].filter(
      (agent) => agent.campaignIds.length === 0 || agent.campaignIds.includes(campaign.id),
    );
    drawAgents(mine, (isLate(ageMs) ? state.heardAtMs : Date.now()) + state.serverOffsetMs);
  }
}

function draw() {
  drawPending = false;
  if (state?.engine) {
    for (const id of ['choice', 'dialing']) el(id).hidden = false;
    drawChoice();
    drawEngine(state.engine);
    drawLimits(state.limits.values(), state.engine.watchedLimits);
    const campaign = chosenCampaign();
    el('main').hidden = campaign === null;
    drawReadiness(campaign);
    drawAlerts(campaign);
    if (campaign === null) el('demo').hidden = true;
    else drawCampaign(campaign, state.engine.dialing);
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
  for (const id of ['main', 'choice', 'dialing', 'demo', 'readiness']) el(id).hidden = true;
  el('enter').hidden = false;
  el('stop').hidden = true;
  el('resume').hidden = true;
  el('cut').hidden = true;
  say(text, text !== '');
  el('token').focus();
}

function begin(token) {
  el('enter').hidden = true;
  el('stop').hidden = false;
  say('');
  watchReadiness(chosenCampaign, askQuietly, draw);
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
el('cut').addEventListener('click', async () => {
  const answer = await ask('POST', '/v1/stop-all', { why: word('whyCut') });
  if (answer !== null) say(word('cut', { n: answer.cancelled }));
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
    if (campaign === null || button.getAttribute('aria-disabled') === 'true') return;
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
