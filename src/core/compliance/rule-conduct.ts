import type { RuleId } from './rule-id.js';

/** What the product does about a rule, and how anybody can see that it does. Written into docs/compliance.md. */
export interface RuleConduct {
  readonly does: string;
  /** A command, a screen, an export, and the test that would fail. */
  readonly proof: string;
}

const LIMITS = 'Live page (limits), `GET /v1/limits`; `cadencia audit`';
const GATE =
  '`cadencia evidence ATTEMPT_ID`; `cadencia audit`; `test/core/compliance/gate/decide-dial.test.ts`';
const RECORD_ONLY = 'No log can decide it; the audit says so.';

/** Every rule has an entry: the type asks for it. */
export const RULE_CONDUCT: Readonly<Record<RuleId, RuleConduct>> = {
  R01: {
    does: 'Counts every call of the company at the carrier and service, live ones as short, and stops them at 95 % of the figure while the share could reach the limit. Other carriers, authenticated lines or tomorrow go on.',
    proof: `${LIMITS}; \`test/core/compliance/limits/limits.test.ts\`: no order of calls and ends meets the test`,
  },
  R02: { does: 'Warns; stops nothing.', proof: `${LIMITS}; \`test/core/compliance/limits/limits.test.ts\`` },
  R03: {
    does: 'Counts every call of the line, short or not, over all engines, and stops the line at 95 %. Other lines go on.',
    proof: `${LIMITS}; \`test/integration/line-at-its-limit.test.ts\`: two engines and a kill -9`,
  },
  R04: {
    does: 'Past 98 % of the figure lets only authenticated calls leave; warns by a forecast from dialling hours.',
    proof: `${LIMITS}; \`test/core/compliance/limits/limits.test.ts\``,
  },
  R05: { does: 'Warns; stops nothing.', proof: `${LIMITS}; \`test/core/compliance/limits/limits.test.ts\`` },
  R06: {
    does: 'Once a month passed the figure, lets only authenticated calls leave until three months in a row stayed below.',
    proof: `${LIMITS}; \`test/core/compliance/limits/limits.test.ts\``,
  },
  R07: {
    does: 'Compares the first eight characters of the CNPJs of line owner and caller. An unknown owner is not the caller.',
    proof: `${GATE}; \`cadencia ready\` names lines without owner`,
  },
  R08: { does: 'Shows a line only through a trunk of its own carrier.', proof: GATE },
  R09: { does: 'Shows a mobile number only through a trunk of service SMP.', proof: GATE },
  R10: {
    does: 'Sends the line as From and as asserted identity on every call, and never asks for privacy. No line, no call.',
    proof: GATE,
  },
  R11: {
    does: 'Shows a person the lines seen lately first, and never a third one within seven days.',
    proof: `${GATE}; \`test/core/route/line-pool.test.ts\``,
  },
  R12: {
    does: 'Lets through only the 67 area codes, mobiles of nine digits beginning with 9, fixed numbers of eight; no non-geographic code. Imports reject the rest with line and reason.',
    proof: `\`cadencia window\`; the import's rejects file; ${GATE}`,
  },
  R13: {
    does: 'Lays all provisions of all possible states over one another, in every possible zone; all have to be open.',
    proof:
      '`cadencia window`; `cadencia audit`; `test/compliance-edges`: every area code, edges to the millisecond, by gate, command and auditor',
  },
  R14: { does: 'As R13, for offers.', proof: '`cadencia window --purpose oferta`; `cadencia audit`' },
  R15: {
    does: 'Closes Sundays and the holidays of country, state and known municipality, moved ones on both dates.',
    proof:
      '`cadencia window --municipality`; `cadencia holidays list`; `test/core/compliance/calendar/holiday-calendar.test.ts` has 2026 and 2027',
  },
  R16: {
    does: 'Dials only if the longest ringing is over by closing time, in every zone.',
    proof:
      '`cadencia audit`; `test/compliance-edges/ringing-at-closing.test.ts`, to the millisecond; property test in `test/core/compliance/windows/dial-window.test.ts`',
  },
  R17: {
    does: 'Blocks a listed number from local midnight of the thirtieth day, collection too, unless its holder authorised the creditor. Never loaded: all numbers of SP are blocked.',
    proof: `\`cadencia lists status\`; the row's \`dnc_snapshot\`; ${GATE}`,
  },
  R18: {
    does: 'Blocks a listed number, and every number of a listed CPF, from the thirtieth day, collection too. Never loaded: all numbers of PA are blocked.',
    proof: `\`cadencia lists status\`; the row's \`dnc_snapshot\`; ${GATE}`,
  },
  R19: {
    does: 'Blocks offers to a listed number from the thirtieth day. Not collection.',
    proof: `\`cadencia lists status\`; ${GATE}`,
  },
  R20: {
    does: 'From the instant it was said (disposition, the 9 during the drop message, a register): no call for that purpose to the number or to the person.',
    proof: `\`cadencia person export\`; ${GATE}`,
  },
  R21: {
    does: 'From the instant of the disposition: no call to that number for anybody, in every campaign and for every creditor. The agent gets a protocol number to tell.',
    proof:
      '`test/engine/wrong-person.test.ts`; `wrong_person_protocols.csv` of `cadencia export lists`; `cadencia audit`',
  },
  R22: {
    does: 'Blocks the calls that need a list whose last load is more than 24 hours old.',
    proof: `\`cadencia lists status\`, \`cadencia ready\`; ${GATE}`,
  },
  R23: {
    does: 'Counts today of the number and of the person for the creditor, all campaigns together.',
    proof: GATE,
  },
  R24: {
    does: 'Counts today of the number and of the person, all campaigns and creditors together. One try over several carriers counts once.',
    proof: GATE,
  },
  R25: {
    does: 'Counts 168 sliding hours of the debt; after a talk with the debtor nothing for 168 hours. An agreed callback is free of both.',
    proof: `${GATE}, with a property test on the next allowed instant`,
  },
  R26: {
    does: 'Three hours between tries of a person, all campaigns together. An agreed callback is free of it.',
    proof: GATE,
  },
  R27: {
    does: 'Calls dialled for no agent of their own are only as many as their drops would still keep the share below 3 %; from there on each call has an agent reserved for it until the share is down. Who asks to leave stays for whoever may still answer.',
    proof:
      'Live page (abandonment), `GET /v1/campaigns/:id/live`; `test/engine/abandon-stop.test.ts`, `test/engine/crew-leaves.test.ts`; `cadencia audit`',
  },
  R28: { does: 'As R27, over 30 days.', proof: 'As R27; `test/core/compliance/abandonment.test.ts`' },
  R29: {
    does: 'Seeks an agent for 1.8 s, then begins the drop message; a bridge that is not made in two seconds is given up for it.',
    proof: '`t_agent` and `t_message` of the row; `test/engine/two-seconds.test.ts`; `cadencia audit`',
  },
  R30: {
    does: 'Nobody free: the message plays, and the call ends after it.',
    proof: '`t_message` of the row; `test/engine/nobody-free.test.ts`; `cadencia audit`',
  },
  R31: {
    does: 'Plays the sound that the campaign names (`abandonedMessage`). What it says is the operation’s: company, number, way to opt out, no word of a debt. The sounds that ship name no company.',
    proof: `Listen to it. ${RECORD_ONLY}`,
  },
  R32: {
    does: 'Gives up no call before it has rung 15 s. Free of it: an agent’s own cancel in preview, a recognised network announcement, a second `stop-all`.',
    proof: '`t_ring`, `t_end` and `ended_by` of the row; `test/engine/ring-rule.test.ts`; `cadencia audit`',
  },
  R33: {
    does: 'No call to the number for 72 hours from the end of an abandoned one, unless an agent is reserved for it or it was agreed.',
    proof: GATE,
  },
  R34: { does: 'As R33: 24 hours after a machine.', proof: GATE },
  R35: {
    does: 'Keeps the verdict in every row (`amd`). Listening to samples is the operation’s; the audit reads what was heard (`amd_audit.csv`) into the second figure of R27.',
    proof: '`cadencia export calls`; `cadencia audit --lists`',
  },
  R36: {
    does: 'Starts the recording before agent and person are joined. One that fails twice is said on the agent’s card and leaves no id in the row.',
    proof:
      '`recording_id` of the row; `test/engine/recording.test.ts`, `test/integration/recording.test.ts`; `cadencia audit`',
  },
  R37: {
    does: 'Plays the notice into the bridge at its first moment; both hear it.',
    proof: '`recording_notice` of the row; `test/integration/recording.test.ts`; `cadencia audit`',
  },
  R38: {
    does: 'Names the file by date and attempt, and finds the attempts of a person. Requests and their dates are kept by the operation.',
    proof: `\`cadencia person export\` lists the recordings. ${RECORD_ONLY}`,
  },
  R39: {
    does: 'Deletes no recording. Keeping and deleting the files on the media server is the operation’s.',
    proof: `The folder of recordings of the media server. ${RECORD_ONLY}`,
  },
  R40: {
    does: 'A debt that is paid, or under an agreement that is kept, gets no call, without tolerance.',
    proof: `\`cadencia facts import paid\`; \`paid.csv\` of \`cadencia export lists\`; ${GATE}`,
  },
  R41: {
    does: 'Keeps the disposition `terceiro` apart from the client’s; the call log has no text of a talk. What is said is the script’s.',
    proof: RECORD_ONLY,
  },
  R42: {
    does: 'Gives an agent no call that could end past six hours of activity; the present call is finished.',
    proof:
      '`cadencia agent day AGENT`; `cadencia export agent-states`; `test/engine/agent-duties.test.ts`; `cadencia audit`',
  },
  R43: {
    does: 'Puts the agent into a due pause, and does not let it be put off; tells 15 minutes before.',
    proof:
      '`cadencia agent day AGENT`; `cadencia export agent-states`; `test/engine/agent-pauses.test.ts`; `cadencia audit`',
  },
  R44: {
    does: 'After an abusive call the agent is held until released, by himself or by another, and the release is kept.',
    proof:
      '`agent_releases.csv`, `cadencia agent release`; `test/engine/agent-duties.test.ts`; `cadencia audit`',
  },
  R45: {
    does: 'Refuses no pause, whatever its reason: at once when free, else after the present call. There is no score.',
    proof: `\`test/engine/agent-pauses.test.ts\`. ${RECORD_ONLY}`,
  },
  R46: {
    does: 'Callers whose call broke off, or with whom nobody spoke, become callbacks.',
    proof: RECORD_ONLY,
  },
  R47: {
    does: 'Chains rows and decisions by hash; each row names its policy’s version and its decision.',
    proof:
      '`cadencia evidence`, `cadencia ledger verify`, `cadencia export calls --verify`, `cadencia audit`',
  },
  OPT_IN: {
    does: 'An offer needs registered consent. Legitimate interest is taken only where a policy of the client says so.',
    proof:
      '`cadencia facts import optin`; `cadencia evidence`; `test/core/compliance/gate/decide-dial.test.ts`. A log does not show consents: the audit does not judge it',
  },
  ONE_LIVE_CALL: {
    does: 'The row of a call holds its number and its person from before the dial to the end, over all campaigns and engines.',
    proof:
      '`test/engine/same-person.test.ts`; `test/core/compliance/gate/decide-dial.test.ts`; `cadencia audit` finds two live calls under R26',
  },
  CODE_0303: {
    does: 'Nothing by default. `required` in a client’s policy lets only 0303 lines be shown.',
    proof:
      '`cadencia policy show`; `test/core/compliance/gate/decide-dial.test.ts`. The audit does not judge it',
  },
};
