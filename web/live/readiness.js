import { el, setText } from './dom.js';
import { currentLanguage, word } from './words.js';

const ASK_MS = 5000;

let answer = null;
let timer = 0;

const whenText = (until) =>
  new Intl.DateTimeFormat(currentLanguage(), {
    timeZone: 'America/Sao_Paulo',
    weekday: 'short',
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(until));

function textOf({ code, rule, until }) {
  const why = word(`obstacle.${code}`) + (rule === null ? '' : ` (${rule})`);
  return until === null ? why : `${why}, ${word('untilWhen', { when: whenText(until) })}`;
}

/** Why the running campaign dials nothing: what holds back every call, while anything does. */
export function drawReadiness(campaign) {
  const mine = campaign?.state === 'running' && answer?.campaignId === campaign.id ? answer.obstacles : [];
  const all = mine.filter(({ reach }) => reach === 'all');
  el('readiness').hidden = all.length === 0;
  setText(el('readiness'), all.length === 0 ? '' : word('cannotDial', { why: all.map(textOf).join(' · ') }));
}

/** Asks every few seconds for the campaign that is shown; a server that does not answer leaves the last word. */
export function watchReadiness(chosen, fetchJson, draw) {
  clearTimeout(timer);
  const look = async () => {
    const campaign = chosen();
    if (campaign?.state === 'running') {
      answer = (await fetchJson(`/v1/campaigns/${encodeURIComponent(campaign.id)}/readiness`)) ?? answer;
      draw();
    }
    timer = setTimeout(look, ASK_MS);
  };
  timer = setTimeout(look, 1000);
}
