// npm run docs: writes docs/reference/states.md and docs/reference/retry.md from the tables the program runs on.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NOTE = '<!-- Written by `npm run docs` from the tables in src/core. -->\n';

/** What each state means; a state without a sentence here fails the docs tests. */
export const MEANINGS = {
  call: {
    committing: 'Its row is on its way to the database; nothing has left.',
    dialing: 'The originate left; the network has said nothing yet.',
    ringing: 'The network said 180 or 183. The ring time counts from here.',
    screening: 'Answered; the machine detector listens.',
    waiting: 'A person is on the line and needs an agent; the deadline of the law runs.',
    connecting: 'An agent was found; the switch is joining the two.',
    talking: 'Person and agent hear each other.',
    messaging: 'The drop message, or the message to a machine, plays.',
    ending: 'Told to hang up; the switch has not confirmed it.',
    wrapping: 'The talk is over; the agent has not said yet what it was.',
    closed: 'The row is final.',
  },
  agent: {
    offline: 'Not logged in.',
    connecting: 'Logging in: the phone rings.',
    paused: 'Logged in and away, with a reason.',
    available: 'Free for a call.',
    previewing: 'Looks at a contact and decides whether to dial.',
    reserved: 'A call is his; the two are not joined yet.',
    talking: 'On a call.',
    wrap_up: 'The call is over; the disposition is due.',
    connection_lost:
      'The phone is gone; it is rung again by itself, and after five minutes the agent is logged out.',
  },
  contact: {
    ready: 'In the list, to be called from its time on.',
    leased: 'In the hopper or on an agent’s screen.',
    calling: 'An attempt is open.',
    done: 'Not called any more.',
  },
  campaign: {
    draft: 'Not started yet.',
    running: 'Dials.',
    paused: 'Places no new call; the list is kept.',
    draining: 'Places no new call and ends when the live ones have.',
    ended: 'Over, until it is started again with new contacts.',
  },
};

function section(name, moves) {
  const arrows = Object.entries(moves).flatMap(([from, targets]) =>
    targets.map((to) => `  ${from} --> ${to}`),
  );
  const rows = Object.entries(moves).map(
    ([from, targets]) =>
      `| \`${from}\` | ${MEANINGS[name][from] ?? ''} | ${targets.map((to) => `\`${to}\``).join(', ') || '(the end)'} |`,
  );
  const [first] = Object.keys(moves);
  return [
    `## ${name[0].toUpperCase()}${name.slice(1)}\n`,
    '```mermaid\nstateDiagram-v2',
    `  [*] --> ${first}`,
    ...arrows,
    '```\n',
    '| State | Meaning | Goes to |\n| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The page of all state tables; `tables` maps a machine's name to its moves. */
export function renderStates(tables) {
  const intro =
    'Every legal move of the state machines. Whatever is not here is refused: the tables in `src/core` are the only' +
    '\nplace that allows a move, and tests compare them with what any order of inputs can make happen.\n';
  const sections = Object.entries(tables).map(([name, moves]) => section(name, moves));
  return `${NOTE}\n# States\n\n${intro}\n${sections.join('\n')}`;
}

function duration(ms) {
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ]) {
    if (ms >= size && ms % size === 0) {
      return `${ms / size} ${unit}`;
    }
  }
  return `${ms / 1000} s`;
}

function retryRow(reason, rule) {
  if (rule.endsContact) {
    return `| \`${reason}\` | no further attempt | | ${rule.dropPhone ? 'dropped' : ''} | yes |`;
  }
  const phone = rule.dropPhone ? 'dropped, next one' : rule.nextPhone ? 'next one' : 'same';
  return `| \`${reason}\` | ${duration(rule.delayMs)} | ×${rule.growth} | ${phone} | ${rule.free ? 'no' : 'yes'} |`;
}

/** The page of the retry cadence a campaign starts with. */
export function renderRetry(rules) {
  const intro = [
    `A contact is tried at most ${rules.maxAttempts} times. Attempts that say nothing of the person (congestion, our own faults) do not`,
    `count, up to ${rules.maxFreeAttempts} of them; after that they do, so that no contact circles for ever.`,
    '',
    '- **Wait** is the time to the next attempt after one that ended with the reason; **growth** multiplies it each further',
    '  time in a row with the same reason, up to 30 days.',
    '- **Phone**: the one dialled next, among those of the contact that were not dropped. A dropped phone is never dialled',
    '  again; a contact without a phone left is done.',
    '- A callback the person agreed to is kept at its time, even when the attempts are used up.',
    '- A person who presses 9 during the drop message is treated as `opt_out`; the row itself stays `abandoned`.',
    '',
    'Each campaign may set rules of its own (`retry` of its settings): `delayMs`, `growth`, `nextPhone`, `dropPhone`,',
    '`endsContact` and `free` for each reason, `maxAttempts` and `maxFreeAttempts` for all.',
  ].join('\n');
  const rows = Object.entries(rules.byReason).map(([reason, rule]) => retryRow(reason, rule));
  const head = '| Reason | Wait | Growth | Phone | Counts |\n| --- | --- | --- | --- | --- |\n';
  return `${NOTE}\n# Retry\n\n${intro}\n\n${head}${rows.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const load = (file) => import(pathToFileURL(join(root, 'dist/core', file)).href);
  const { CALL_MOVES } = await load('call/call-phase.js');
  const { AGENT_MOVES } = await load('agent/agent-state.js');
  const { CONTACT_MOVES } = await load('contact/contact.js');
  const { CAMPAIGN_MOVES } = await load('campaign/campaign.js');
  const { DEFAULT_RETRY } = await load('retry/retry-presets.js');
  const tables = { call: CALL_MOVES, agent: AGENT_MOVES, contact: CONTACT_MOVES, campaign: CAMPAIGN_MOVES };
  writeFileSync(join(root, 'docs/reference/states.md'), renderStates(tables));
  writeFileSync(join(root, 'docs/reference/retry.md'), renderRetry(DEFAULT_RETRY));
}
