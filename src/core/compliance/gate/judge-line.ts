import { HOUR } from '../../kernel/time.js';
import { parseBrazilianNumber } from '../../numbering/brazilian-number.js';
import { cnpjRootOf } from '../../numbering/cnpj-root.js';
import { isMobileLine } from '../../numbering/mobile-line.js';
import { assessCompany, type CompanyLimits } from '../limits/assess-company.js';
import { assessLine } from '../limits/assess-line.js';
import type { RuleId } from '../rule-id.js';
import {
  block,
  blockUntil,
  type Finding,
  type GateContext,
  type Judge,
  pass,
  passIf,
} from './gate-context.js';
import { isSamePerson } from './history-counts.js';
import { nextBrasiliaDayMs, nextBrasiliaMonthMs } from './person-day.js';

export const judgeLineOwner: Judge<'plain'> = ({ question }) => {
  const owner = cnpjRootOf(question.line.ownerCnpj);
  const caller = cnpjRootOf(question.callerCnpj);
  return passIf(owner.length === 8 && owner === caller, 'operation', { owner, caller });
};

export const judgeLineCarrier: Judge<'plain'> = ({ question }) => {
  const line = question.line.carrierId;
  const trunk = question.trunk.carrierId;
  return passIf(line !== '' && line === trunk, 'operation', { line, trunk });
};

export const judgeMobileLine: Judge<'plain'> = ({ question }) => {
  const { service } = question.trunk;
  const mobile = isMobileLine(question.line.number);
  return passIf(!mobile || service === 'SMP', 'operation', { mobile, service });
};

export const judgeLinePresented: Judge<'plain'> = ({ question }) => {
  const { line, from, assertedIdentity, privacy } = question;
  const good = line.number !== '' && !privacy && from === line.number && assertedIdentity === line.number;
  return passIf(good, 'operation', {
    line: line.number !== '',
    privacy,
    from: from === line.number,
    asserted: assertedIdentity === line.number,
  });
};

export const judgeCode0303: Judge<'code_0303'> = ({ question }, { use }) =>
  use === 'optional'
    ? null
    : passIf(question.line.kind === '0303', 'operation', { use, kind: question.line.kind });

export const judgeNumber: Judge<'plain'> = ({ question }) => {
  const verdict = parseBrazilianNumber(question.phone);
  const good = verdict.ok && verdict.number.e164 === question.phone;
  return passIf(good, 'phone', { problem: verdict.ok ? (good ? '' : 'form') : verdict.problem });
};

const NO_PACE = { dayElapsedShare: 0, monthElapsedShare: 0 };

function judgeCompany(context: GateContext, rule: RuleId, limits: Partial<CompanyLimits>): Finding {
  const { question, facts, atMs } = context;
  const { authenticated } = question.line;
  const found = assessCompany(
    { day: facts.companyDay, month: facts.companyMonth, authenticated, ...NO_PACE },
    { shortCalls: null, monthly: null, persists: null, ...limits },
  );
  const inputs = { state: found.state, reason: found.reason, authenticated };
  if (found.state !== 'stopped' || found.rule !== rule) {
    return pass(inputs);
  }
  switch (rule) {
    case 'R01':
      return blockUntil(nextBrasiliaDayMs(atMs), inputs);
    case 'R04':
      return blockUntil(nextBrasiliaMonthMs(atMs), inputs);
    default:
      return block('operation', inputs);
  }
}

export const judgeShortCalls: Judge<'short_calls'> = (context, shortCalls) =>
  context.question.line.authenticated ? null : judgeCompany(context, 'R01', { shortCalls });

export const judgeMonth: Judge<'monthly_calls'> = (context, monthly) =>
  context.question.line.authenticated ? null : judgeCompany(context, 'R04', { monthly });

export const judgeDuty: Judge<'authentication_persists'> = (context, persists) => {
  const monthly = context.rules.get('R04')?.find((rule) => rule.kind === 'monthly_calls');
  return context.question.line.authenticated || monthly === undefined
    ? null
    : judgeCompany(context, 'R06', { monthly: { ...monthly.parameters, stopShare: 1 }, persists });
};

export const judgeLineDay: Judge<'line_calls'> = ({ facts, atMs }, limit) => {
  const { state, reason } = assessLine(facts.lineDay, limit, 0);
  const inputs = { state, calls: facts.lineDay.calls, limit: limit.calls, reason };
  return state === 'stopped' ? blockUntil(nextBrasiliaDayMs(atMs), inputs) : pass(inputs);
};

export const judgeRotation: Judge<'line_rotation'> = ({ question, facts, atMs }, { lines, days }) => {
  const windowMs = days * 24 * HOUR;
  const lastUse = new Map<string, number>();
  for (const attempt of facts.history) {
    if (isSamePerson(attempt, question) && attempt.line !== '' && attempt.tDialMs + windowMs >= atMs) {
      lastUse.set(attempt.line, Math.max(lastUse.get(attempt.line) ?? 0, attempt.tDialMs));
    }
  }
  const others = [...lastUse].filter(([line]) => line !== question.line.number);
  const inputs = { lines: others.length + 1, most: lines, days };
  if (others.length < lines) {
    return pass(inputs);
  }
  // Another line, one the person has seen, may be chosen at once; this one has to wait for the oldest to be forgotten.
  const uses = others.map(([, usedMs]) => usedMs).sort((one, other) => one - other);
  return blockUntil((uses[others.length - lines] ?? atMs) + windowMs + 1, inputs);
};
