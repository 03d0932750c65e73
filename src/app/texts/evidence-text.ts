import type { CallEvidenceOut, DecisionEvidenceOut, ScriptEvidenceOut } from '../../contract/ledger-wire.js';
import { isRuleId, RULE_NAMES } from '../../core/compliance/rule-id.js';
import { type EvidenceLanguage, type EvidenceWord, evidenceWord } from './evidence-words.js';
import { RULE_TITLES_PT_BR } from './rule-titles-pt-br.js';

type Say = (word: EvidenceWord, figures?: Readonly<Record<string, string>>) => string;
type Line = readonly [name: string, value: string];

const BRASILIA = 'America/Sao_Paulo';

/** Instant as ISO in UTC, with Brasília's clock beside it: acts speak of local time. */
function instant(atMs: number, language: EvidenceLanguage): string {
  const local = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'pt-BR', {
    timeZone: BRASILIA,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(atMs);
  return `${new Date(atMs).toISOString()} (${local} Brasília)`;
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === null || value === undefined
      ? ''
      : JSON.stringify(value);
}

function layOut(lines: readonly Line[]): string[] {
  const width = Math.max(0, ...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

/** What proves a call, for a person to read and to print. */
export function callEvidenceText(evidence: CallEvidenceOut, language: EvidenceLanguage): string {
  const say: Say = (word, figures) => evidenceWord(language, word, figures);
  const { call, callProof, script, decisions } = evidence;
  return [
    say('title', { id: evidence.attemptId }),
    say(evidence.holds ? 'holds' : 'fails'),
    '',
    ...(call === null ? [say('live')] : [say('call'), ...layOut(callLines(evidence, call, say, language))]),
    ...(callProof === null ? [] : proofLines(callProof, say)),
    ...(script === null ? [] : scriptLines(script, say)),
    ...(decisions.length === 0 ? ['', say('noDecision')] : []),
    ...decisions.flatMap((decision) => ['', ...decisionLines(decision, say, language)]),
  ].join('\n');
}

/** What proves one decision, such as a block, or a note of the ledger. */
export function decisionEvidenceText(decision: DecisionEvidenceOut, language: EvidenceLanguage): string {
  const say: Say = (word, figures) => evidenceWord(language, word, figures);
  const { note, decisionId, atMs, proof } = decision;
  if (note !== null) {
    const { event, subject, rule, reason, untilMs } = note;
    const lines: readonly Line[] = [
      [say('event'), say(event)],
      [say('subject'), subject],
      [say('at'), instant(atMs, language)],
      [
        say('rule'),
        `${rule} ${ruleTitle(rule, isRuleId(rule) ? RULE_NAMES[rule].title : '', language)}`.trim(),
      ],
      [say('reason'), reason],
      [say('until'), untilMs === null ? '' : instant(untilMs, language)],
    ];
    const told = layOut(lines.filter(([, value]) => value !== ''));
    return [say('noteTitle', { id: decisionId }), '', ...told, ...proofLines(proof, say)].join('\n');
  }
  const [, ...lines] = decisionLines(decision, say, language);
  return [say('blockTitle', { id: decision.decisionId }), '', ...lines].join('\n');
}

function scriptLines({ version, confirmed, steps }: ScriptEvidenceOut, say: Say): readonly string[] {
  const person = say(confirmed ? 'confirmed' : 'notConfirmed');
  const lines = steps.map(({ step, answer }): Line => [step, answer ?? say('scriptEnd')]);
  return ['', say('script', { version: String(version), confirmed: person }), ...layOut(lines)];
}

function callLines(
  { agent, recording, lists }: CallEvidenceOut,
  call: NonNullable<CallEvidenceOut['call']>,
  say: Say,
  language: EvidenceLanguage,
): readonly Line[] {
  const time = (column: string): string => {
    const at = Date.parse(textOf(call[column]));
    return Number.isNaN(at) ? '–' : instant(at, language);
  };
  const personal = (column: string): string => textOf(call[column]) || say('erased');
  const recorded =
    recording === null
      ? say('noRecording')
      : `${recording.id}, ${say(recording.notice ? 'notice' : 'noNotice')}`;
  return [
    [say('campaign'), textOf(call['campaign_id'])],
    [say('purpose'), `${textOf(call['purpose'])}, ${say('mode')} ${textOf(call['mode'])}`],
    [say('phone'), personal('phone')],
    [say('person'), textOf(call['cpf_hash']) || '–'],
    [say('debt'), textOf(call['debt_id']) || '–'],
    [say('line'), textOf(call['line'])],
    [say('trunk'), `${textOf(call['trunk_id'])} (${textOf(call['carrier'])}, ${textOf(call['service'])})`],
    [say('dialled'), time('t_dial')],
    [say('answered'), time('t_answer')],
    [say('agentAt'), time('t_agent')],
    [say('ended'), time('t_end')],
    [say('outcome'), `${textOf(call['outcome'])}, ${textOf(call['reason'])}`],
    [say('agent'), agent === null ? say('nobody') : `${agent.id} ${agent.name}`.trim()],
    [say('recording'), recorded],
    [say('lists'), mapText(lists) || say('noLists')],
    [say('policy'), textOf(call['policy_version'])],
  ];
}

function decisionLines(decision: DecisionEvidenceOut, say: Say, language: EvidenceLanguage): string[] {
  const rule = `${decision.blockedBy} ${ruleTitle(decision.blockedBy, '', language)}`.trim();
  const limits = decision.limits.map(({ rule: id, inputs }) => `${id}: ${mapText(inputs)}`).join('; ');
  const lines: Line[] = [
    [say('decision'), decision.allowed ? say('allowed') : say('blocked', { rule })],
    [say('at'), instant(decision.atMs, language)],
    [say('campaign'), decision.campaignId],
    [say('purpose'), `${decision.purpose}, ${say('mode')} ${decision.mode}`],
    [say('phone'), decision.erased ? say('erased') : decision.phone],
    [say('line'), `${decision.line}, ${say('trunk')} ${decision.trunkId}`],
    [say('policy'), `${decision.policyVersion} (${decision.policyTitle ?? say('unknownPolicy')})`],
  ];
  if (decision.nextAllowedMs !== null) {
    lines.push([say('nextAllowed'), instant(decision.nextAllowedMs, language)]);
  }
  if (limits !== '') {
    lines.push([say('limits'), limits]);
  }
  return [
    `${say('decision')} ${decision.decisionId}`,
    ...layOut(lines),
    ...(decision.allowsTheCall === false ? [`  ${say('other')}`] : []),
    ...proofLines(decision.proof, say),
    '',
    say('rules'),
    ...decision.rules.flatMap((one) => ruleLines(one, say, language)),
  ];
}

function ruleLines(
  { rule, key, title, verdict, inputs, provision }: DecisionEvidenceOut['rules'][number],
  say: Say,
  language: EvidenceLanguage,
): string[] {
  const provisionName = key === '' || key === rule ? '' : ` [${key}]`;
  const head = `  ${rule}${provisionName} ${ruleTitle(rule, title, language)}: ${say(verdict)}`;
  const source = provision === null ? '' : [provision.act, provision.article].filter(Boolean).join(', ');
  const went = mapText(inputs);
  return [head, ...[source, went].filter(Boolean).map((text) => `      ${text}`)];
}

function ruleTitle(rule: string, title: string, language: EvidenceLanguage): string {
  return language === 'pt-BR' && isRuleId(rule) ? RULE_TITLES_PT_BR[rule] : title;
}

function proofLines(proof: DecisionEvidenceOut['proof'], say: Say): string[] {
  const { chainId, seq, hash, recomputed } = proof;
  return layOut([
    [say('chain'), say('place', { chain: chainId, seq: String(seq) })],
    ['hash', hash],
    ['', proof.contentHolds ? say('contentHolds') : say('contentFails', { recomputed })],
    ['', say(proof.linkHolds ? 'linkHolds' : 'linkFails')],
  ]);
}

function mapText(map: Readonly<Record<string, unknown>>): string {
  return Object.entries(map)
    .map(([name, value]) => `${name} ${value === null ? '–' : textOf(value)}`)
    .join(', ');
}
