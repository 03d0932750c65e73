import { SIDE_FILES, type SideFileName } from './lists/side-files.js';
import type { RuleId } from './rule-id.js';

/** What it takes to check a rule, or why it cannot be checked. */
export interface RegisteredRule {
  readonly id: RuleId;
  readonly text: string;
  /** Columns of the log that it reads beside attempt_id, mode and t_dial. */
  readonly columns: string;
  /** Side files without which it is not checked … */
  readonly requires?: readonly SideFileName[];
  /** … or only in part. */
  readonly helped?: readonly SideFileName[];
  /** Set for rules that no log can show to be kept. */
  readonly recordOnly?: string;
}

const rule = (
  id: RuleId,
  text: string,
  columns: string,
  more: Omit<RegisteredRule, 'id' | 'text' | 'columns'> = {},
): RegisteredRule => ({ id, text, columns, ...more });

const LIMIT = 'caller_cnpj carrier service authenticated t_answer t_end';
const HOURS = 'phone municipality purpose';
const WAIT = 't_answer t_amd t_agent t_message t_end amd voicemail disposition ended_by';

/** The 47 rules. */
export const RULE_REGISTER: readonly RegisteredRule[] = [
  rule('R01', 'short-call test of a company, carrier, service and day', LIMIT),
  rule('R02', 'the same over all carriers, authenticated calls too, at 70 %', LIMIT),
  rule('R03', 'short calls of one line in a day', 'line t_answer t_end'),
  rule('R04', 'large caller: authentication above 500 000 calls a month', LIMIT),
  rule('R05', 'large caller over all carriers', 'caller_cnpj'),
  rule('R06', 'the duty to authenticate lasts three quiet months', LIMIT),
  rule('R07', 'the number shown belongs to the caller', 'line_owner_cnpj caller_cnpj'),
  rule('R08', "the number shown is of the trunk's carrier", 'line_carrier carrier'),
  rule('R09', 'no mobile number on a trunk of fixed service', 'line service'),
  rule('R10', 'a number is shown', 'line privacy'),
  rule('R11', 'numbers shown to one person in seven days', 'cpf_hash line'),
  rule('R12', 'the number exists', 'phone'),
  rule('R13', 'hours of collection calls', HOURS),
  rule('R14', 'hours of offers', HOURS),
  rule('R15', 'no Sunday, no holiday', HOURS, { helped: ['municipalHolidays'] }),
  rule('R16', 'no ringing after closing', `${HOURS} t_ring t_answer t_end`),
  rule('R17', 'Não Me Ligue of São Paulo', `${HOURS} creditor_cnpj dnc_snapshot`, {
    requires: ['sp'],
    helped: ['spAuthorised'],
  }),
  rule('R18', 'list of Pará, by number and by CPF', `${HOURS} cpf_hash dnc_snapshot`, { requires: ['pa'] }),
  rule('R19', 'Não Me Perturbe', 'phone purpose sector', { requires: ['nmp'] }),
  rule('R20', 'opt-out', 'phone cpf_hash purpose disposition t_wrap_end', { helped: ['optOut'] }),
  rule('R21', 'wrong person, with a protocol', 'phone cpf_hash disposition t_wrap_end', {
    helped: ['protocols'],
  }),
  rule('R22', 'lists no older than a day', 'dnc_snapshot'),
  rule('R23', 'offers a day to a number and to a person', 'phone cpf_hash creditor_cnpj attempt_group'),
  rule('R24', 'collection calls a day to a number and to a person', 'phone cpf_hash attempt_group'),
  rule('R25', 'seven tries in seven days about a debt, none after a talk', 'debt_id t_agent outcome t_end'),
  rule('R26', 'three hours between tries; one live call to a person and a number', 'cpf_hash phone t_end'),
  rule('R27', 'persons abandoned in 24 hours', `campaign_id ${WAIT}`, { helped: ['amdAudit'] }),
  rule('R28', 'persons abandoned in 30 days', `campaign_id ${WAIT}`),
  rule('R29', 'an agent or a message within two seconds', WAIT),
  rule('R30', 'no silent call', WAIT),
  rule('R31', 'the message says who called and nothing of the debt', '', {
    recordOnly: 'the log does not hold what the message says: listen to the audio of the campaign',
  }),
  rule('R32', 'ringing is not cut before 15 s', 't_ring t_answer t_end ended_by reason'),
  rule('R33', '72 h without a call after an abandoned one', `phone ${WAIT}`),
  rule('R34', '24 h without a call after AMD said machine', 'phone amd t_end'),
  rule('R35', 'AMD is audited by listening', '', {
    recordOnly: 'how many recordings were to be listened to is not in the log; amd_audit.csv is used for R27',
  }),
  rule('R36', 'recording in SP and RJ', `${HOURS} t_agent agent_id recording_id`),
  rule('R37', 'notice of the recording in SP and RJ', `${HOURS} t_agent recording_notice`),
  rule('R38', 'recordings handed over in time', '', { recordOnly: "consumers' requests are not in the log" }),
  rule('R39', 'recordings kept and deleted in time', '', { recordOnly: 'deletions are not in the log' }),
  rule('R40', 'no call about a settled debt', 'debt_id', { requires: ['paid'] }),
  rule('R41', 'no word of the debt to a third party', '', { recordOnly: 'what was said is not in the log' }),
  rule('R42', 'six hours of activity a day', '', { requires: ['agentStates'] }),
  rule('R43', 'two pauses and a meal in a shift over four hours', '', { requires: ['agentStates'] }),
  rule('R44', 'released before the next call after abuse', 'agent_id disposition t_agent t_wrap_end', {
    requires: ['agentReleases'],
  }),
  rule('R45', 'the toilet is never refused', '', { recordOnly: 'refusals are not in the log' }),
  rule('R46', 'whoever we dropped is called back', '', {
    recordOnly: 'whether a later call is the one owed, and its protocol, are not in the log',
  }),
  rule('R47', 'every row names its policy and holds in its chain', 'policy_version chain_id prev_hash hash', {
    helped: ['salts'],
  }),
];

/** What a missing file costs, in words. */
export function withoutFiles(names: readonly SideFileName[]): string {
  return names.map((name) => `${SIDE_FILES[name].name} (${SIDE_FILES[name].about})`).join(', ');
}
