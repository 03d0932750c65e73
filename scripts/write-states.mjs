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
    outside:
      'The person talks with an outside number he was given to; the agent may still have to say what the talk was.',
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
  'test call': {
    committing: 'Its row is on its way to the database; nothing has left.',
    dialing: 'The originate left; the network has said nothing yet.',
    ringing: 'The network said 180 or 183.',
    answered: 'Whoever answered hears the tone.',
    ending: 'Told to hang up; the switch has not confirmed it.',
    closed: 'The row is final.',
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
    return `| \`${reason}\` | no further attempt | | ${rule.dropPhone ? 'dropped' : ''} | | yes |`;
  }
  const phone = rule.dropPhone ? 'dropped, next one' : rule.nextPhone ? 'next one' : 'same';
  const rest = rule.phoneRestMs === 0 ? '' : duration(rule.phoneRestMs);
  return `| \`${reason}\` | ${duration(rule.delayMs)} | ×${rule.growth} | ${phone} | ${rest} | ${rule.free ? 'no' : 'yes'} |`;
}

/** What each ceiling and habit means; a setting without a sentence here fails the docs tests. */
export const LIMIT_MEANINGS = {
  maxAttempts: 'Attempts of a contact in its life.',
  maxFreeAttempts: 'Attempts that say nothing of the person, after which one counts all the same.',
  spacingMs: 'Least time between two dials of the contact.',
  perDay: 'Dials of the contact on a date of its own clock.',
  perSevenDays: 'Dials of the contact in any seven days.',
  perPhoneDay: 'Dials of a phone on a date of its own clock.',
  perPhoneSevenDays: 'Dials of a phone in any seven days.',
  perPhoneLife: 'Dials of a phone in its life in the mailing.',
  daysAfterFirst: 'Dates after that of the first dial on which the contact is still tried.',
  weakAfter: 'Dials in a row without a person that make a phone weak.',
  deadAfter: 'Dials in a row without a person that make it dead.',
  weakEvery: 'Dials of the other phones between two of a weak one.',
  dayParts: '`spread`: the next try falls into the part of the day tried least lately.',
  bestHours: 'Prefer the hours at which the contact, or else its base, answered.',
  leastPerThousand:
    'Right-party contacts expected of a thousand such attempts, under which a contact rests; 0 never.',
  restMs: 'How long such a contact rests.',
  recycledAttempts: 'Attempts that a contact put back into the list gets.',
};

function setting(name, value) {
  if (value === null) {
    return 'no end';
  }
  return name.endsWith('Ms')
    ? duration(value)
    : String(value === true ? 'yes' : value === false ? 'no' : value);
}

function limitRow(name, presets) {
  const cells = Object.values(presets).map((rules) => setting(name, rules[name]));
  return `| \`${name}\` | ${LIMIT_MEANINGS[name]} | ${cells.join(' | ')} |`;
}

/** The reasons in which a preset differs from the first one. */
function differences(presets) {
  const [[, first], ...others] = Object.entries(presets);
  return others.flatMap(([id, rules]) =>
    Object.entries(rules.byReason)
      .filter(([reason, rule]) => JSON.stringify(rule) !== JSON.stringify(first.byReason[reason]))
      .map(([reason, rule]) => `| \`${id}\` ${retryRow(reason, rule)}`),
  );
}

const RETRY_INTRO = [
  'When a call has ended, the cadence of its campaign (`retry` of the settings) says when and on which phone the person',
  'is tried next, or that it was the last time. It is data: a preset, whole or changed. The gate still has the last',
  'word at the dial; the presets keep to its caps and spacing, so that it rarely has to say no.',
  '',
  '1. **Wait**: the reason’s delay, times its growth for each further time in a row, up to 30 days. A callback the',
  '   person agreed to comes at its time instead, even when the attempts are used up; the row’s mode is `callback`.',
  '2. **Phone**: by what happened on it. `confirmed` (the person was spoken to here) before `alive` (somebody answered)',
  '   before `unknown` before `weak` (many dials without a person); among equals the one not dialled for longest. A weak',
  '   phone, and an unknown one beside better ones, is tried once in `weakEvery` dials. `dead` and `dropped` phones are',
  '   not dialled. A better phone is waited for up to a day. Without a phone left the contact is done.',
  '3. **Ceilings**: spacing, dates and seven days, of the contact and of the phone, by the clock of every zone the phone',
  '   may be in. Every dial counts, also one that congestion ended. A callback obeys only those of a date.',
  '4. **Part of the day**: `manha` (to 12:00), `tarde` (to 18:00) and `noite`, by the person’s clock. An hour at which',
  '   the contact answered before wins; else the part tried least lately, never the last one, in the base’s best hour',
  '   where one is known, else spread evenly. A wish moves a try by two days at most and never over `daysAfterFirst`.',
  '5. **Yield**: where `leastPerThousand` is set and the base’s attempts with that number yield less (upper end of the',
  '   95 % interval, from 200 attempts on, over 14 days), the contact rests; `restReason` is `low_yield`.',
  '',
  'Attempts that say nothing of the person (congestion, our own faults) do not count as attempts, up to',
  '`maxFreeAttempts`, so that no contact circles for ever. A person who presses 9 during the drop message is treated as',
  '`opt_out`; the row itself stays `abandoned`.',
].join('\n');

const RETRY_OUTRO = [
  '## Ask it',
  '',
  '```sh',
  'cadencia cadence try 4711                                  # a contact of the server, every try unanswered',
  'cadencia cadence try 4711 --outcome busy,third_party --json',
  'cadencia cadence try --file docs/reference/cadence-example.json   # an invented contact, no server',
  'cadencia base-plan MAILING_OR_CAMPAIGN                     # contacts per thousand by base, hour, attempt',
  'cadencia campaigns recycle ID --reason no_answer,busy --why "new phones came"',
  'cadencia campaigns recyclings ID',
  '```',
  '',
  'Recycling makes contacts that had ended ready again with `recycledAttempts` (or `--attempts`) attempts; who asked and',
  'why is kept. `opt_out`, `wrong_person`, `deceased`, `says_paid` and `abuse` are never recycled.',
  '',
  'A cadence is written as [retry-rules-example.json](retry-rules-example.json) shows; its schema is',
  '[retry-rules.schema.json](retry-rules.schema.json). What is left out keeps what it was, or takes the preset that is',
  'named. Settings stored by an older release lack what has come since and take the default.',
].join('\n');

/** The page of the retry cadence; `presets` by id, the first the one a campaign starts with. */
export function renderRetry(presets) {
  const ids = Object.keys(presets);
  const [first] = Object.values(presets);
  const limits = Object.keys(LIMIT_MEANINGS).map((name) => limitRow(name, presets));
  const columns = ids.map((id) => `\`${id}\``).join(' | ');
  const limitHead = `| Setting | Meaning | ${columns} |\n| --- | --- | ${ids.map(() => '---').join(' | ')} |\n`;
  const rows = Object.entries(first.byReason).map(([reason, rule]) => retryRow(reason, rule));
  const head =
    '| Reason | Wait | Growth | Phone | Phone rests | Counts |\n| --- | --- | --- | --- | --- | --- |\n';
  const more =
    '| Preset | Reason | Wait | Growth | Phone | Phone rests | Counts |\n| --- | --- | --- | --- | --- | --- | --- |\n';
  return [
    `${NOTE}\n# Retry\n\n${RETRY_INTRO}\n`,
    `## Presets\n\n${limitHead}${limits.join('\n')}\n`,
    `## Reasons\n\n${head}${rows.join('\n')}\n`,
    `Where a preset differs:\n\n${more}${differences(presets).join('\n')}\n`,
    `${RETRY_OUTRO}\n`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const load = (file) => import(pathToFileURL(join(root, 'dist/core', file)).href);
  const { CALL_MOVES } = await load('call/call-phase.js');
  const { AGENT_MOVES } = await load('agent/agent-state.js');
  const { CONTACT_MOVES } = await load('contact/contact.js');
  const { CAMPAIGN_MOVES } = await load('campaign/campaign.js');
  const { RETRY_PRESETS } = await load('retry/retry-presets.js');
  const { TEST_CALL_MOVES } = await load('test-call/test-call-state.js');
  const tables = {
    call: CALL_MOVES,
    agent: AGENT_MOVES,
    contact: CONTACT_MOVES,
    campaign: CAMPAIGN_MOVES,
    'test call': TEST_CALL_MOVES,
  };
  writeFileSync(join(root, 'docs/reference/states.md'), renderStates(tables));
  writeFileSync(join(root, 'docs/reference/retry.md'), renderRetry(RETRY_PRESETS));
}
