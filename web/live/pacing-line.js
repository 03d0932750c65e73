import { number, percent, word } from './words.js';

const SHARES = ['risk', 'threshold', 'budgetRate'];

/** A decision's figures as a person reads them. */
function shown(figures) {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      SHARES.includes(name) ? percent(value, name === 'budgetRate' ? 2 : 1) : number(value, 1),
    ]),
  );
}

/** Why a lane places what it places, from the decision's figures and limit: a tag and a sentence. */
export function pacingLine(lane, { place, limit, figures }) {
  const parts = [];
  if (lane === 'power' || lane === 'predictive') {
    parts.push(word('pace.place', { place: number(place) }));
  }
  if (lane !== 'preview' || limit !== 'agents_free') {
    parts.push(word(`why.${limit}`));
  }
  if (lane !== 'paused') {
    const text = lane === 'predictive' && figures.risk === undefined ? 'progressive' : lane;
    parts.push(word(`pace.${text}`, shown(figures)));
  }
  return { tag: word(`limit.${limit}`), text: parts.join(' ') };
}

/** The lanes a campaign runs: its own mode's first, then those of groups with a mode of their own. */
function lanesOf(campaign) {
  return [...new Set([campaign.mode, ...Object.values(campaign.groupModes)])];
}

/** One line a lane; while nothing may be dialled at all, one line that says so. */
export function pacingLines(campaign, dialing) {
  if (dialing !== 'on' || campaign.state !== 'running') {
    const state = dialing === 'on' ? `campaign.${campaign.state}` : `dialing.${dialing}`;
    return [{ key: 'held', tag: '', text: word('pace.held', { state: word(state) }), title: '' }];
  }
  const lanes = lanesOf(campaign);
  return lanes.map((lane) => {
    const decision = campaign.pacing[lane];
    const prefix = lanes.length > 1 ? `${word(`mode.${lane}`)} · ` : '';
    if (decision === undefined) return { key: lane, tag: prefix, text: word('noPacing'), title: '' };
    const { tag, text } = pacingLine(lane, decision);
    return { key: lane, tag: `${prefix}${tag}:`, text, title: decision.reason };
  });
}
