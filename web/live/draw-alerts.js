import { el, keep, make, set } from './dom.js';
import { currentLanguage, number, percent, word } from './words.js';

const clockText = (atMs) =>
  new Intl.DateTimeFormat(currentLanguage(), {
    timeZone: 'America/Sao_Paulo',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(atMs));

function recordingAlerts({ recordings, notices, lastAtMs, lastCode }) {
  if (lastAtMs === null) return [];
  return [
    {
      key: 'recording',
      tone: 'bad',
      text: word('alert.recording', {
        r: number(recordings),
        n: number(notices),
        at: clockText(lastAtMs),
        code: lastCode,
      }),
    },
  ];
}

function stopAlerts({ stoppedBy, windows }) {
  const found = windows.find(({ rule }) => rule === stoppedBy);
  if (found === undefined) return [];
  const { rule, share, stop, hours, abandoned, given } = found;
  const figures = {
    rule,
    share: percent(share),
    stop: percent(stop),
    hours:
      hours % 24 === 0 && hours > 24 ? word('alert.days', { n: number(hours / 24) }) : `${number(hours)} h`,
    n: number(abandoned),
    m: number(abandoned + given),
  };
  return [{ key: 'stopped', tone: 'bad', text: word('alert.abandonStopped', figures) }];
}

/** Now, before it weighs in the day: fewer than ten people say nothing. */
function recentAlerts({ stoppedBy, recent }, cap) {
  const people = recent.abandoned + recent.given;
  if (stoppedBy !== null || people < 10 || recent.share <= cap) return [];
  const figures = { share: percent(recent.share), minutes: number(recent.minutes), cap: percent(cap) };
  return [{ key: 'recent', tone: 'warn', text: word('alert.abandonRecent', figures) }];
}

/** What somebody has to look after: recordings that fail, people left without an agent. */
export function drawAlerts(campaign) {
  const alerts =
    campaign === null
      ? []
      : [
          ...recordingAlerts(campaign.recordingFailures),
          ...stopAlerts(campaign.abandonment),
          ...recentAlerts(campaign.abandonment, campaign.abandonCap),
        ];
  el('alerts').hidden = alerts.length === 0;
  const nodes = keep(
    el('alerts'),
    alerts.map(({ key }) => key),
    () => make('li'),
  );
  alerts.forEach(({ tone, text }, index) => {
    set(nodes[index], text, tone);
  });
}
