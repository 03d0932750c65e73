import type { E164 } from '../kernel/ids.js';

/** `digits`: 5511987654321; `plus`: +5511987654321; `national`: 11987654321. */
export const NUMBER_FORMATS = ['digits', 'plus', 'national'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

/** A header of the INVITE. */
export interface DialHeader {
  readonly name: string;
  readonly value: string;
}

/** How a carrier wants calls on one trunk written. */
export interface DialRule {
  /** The called number where no carrier selection code is dialled. */
  readonly called: NumberFormat;
  /** The number shown. */
  readonly caller: NumberFormat;
  /**
   * Código de Seleção de Prestadora, two digits: a call out of the home area goes as 0 + CSP + DDD + number, abroad as
   * 00 + CSP + number. Empty where the carrier takes the number as it is, as SIP carriers mostly do.
   */
  readonly csp: string;
  /** Area codes that are local to the trunk: since 2026 an area code is one local area (Resolução Anatel 768/2024). */
  readonly homeDdds: readonly string[];
  /** Local calls without area code. */
  readonly localWithoutDdd: boolean;
  /** Put before all, as the carrier's routing (tech) prefix. */
  readonly prefix: string;
  /** SIP headers of each call; values may name {called}, {caller}, {attempt} and {campaign}. */
  readonly headers: readonly DialHeader[];
  /** Codecs in order of wish, by the media server's names; empty leaves them to its endpoint. */
  readonly codecs: readonly string[];
}

export const DIAL_RULE_DEFAULTS: DialRule = {
  called: 'digits',
  caller: 'plus',
  csp: '',
  homeDdds: [],
  localWithoutDdd: false,
  prefix: '',
  headers: [],
  codecs: [],
};

/** One call as it goes out. */
export interface DialledCall {
  readonly called: string;
  /** Empty for a call that shows no number. */
  readonly caller: string;
  readonly headers: readonly DialHeader[];
  readonly codecs: readonly string[];
  /** What made `called` what it is, in order. */
  readonly why: readonly DialStep[];
}

export const DIAL_STEPS = ['as_it_is', 'local', 'long_distance', 'abroad', 'prefixed'] as const;
export type DialStep = (typeof DIAL_STEPS)[number];

/** Whom a call concerns, for the headers. */
export interface DialTags {
  readonly attempt: string;
  readonly campaign: string;
}

/** Brazilian: +55, an area code of two digits, a subscriber's number of eight or nine. */
const BRAZILIAN = /^\+55([1-9][1-9])(\d{8,9})$/;

/** The call as the carrier of the trunk wants it; `line` is '' for a call that shows no number. */
export function applyDialRule(
  rule: DialRule,
  call: { readonly number: E164; readonly line: string } & DialTags,
): DialledCall {
  const { text, why } = dialledNumber(rule, call.number);
  const called = rule.prefix + text;
  const caller = call.line === '' ? '' : formatNumber(call.line, rule.caller);
  const values: Readonly<Record<string, string>> = {
    called,
    caller,
    attempt: call.attempt,
    campaign: call.campaign,
  };
  const headers = rule.headers.map(({ name, value }) => ({
    name,
    value: value.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole),
  }));
  return {
    called,
    caller,
    headers,
    codecs: rule.codecs,
    why: rule.prefix === '' ? [why] : [why, 'prefixed'],
  };
}

function dialledNumber(rule: DialRule, number: E164): { readonly text: string; readonly why: DialStep } {
  const [, ddd = '', subscriber = ''] = BRAZILIAN.exec(number) ?? [];
  if (rule.homeDdds.includes(ddd)) {
    return { text: rule.localWithoutDdd ? subscriber : formatNumber(number, rule.called), why: 'local' };
  }
  if (rule.csp === '') {
    return { text: formatNumber(number, rule.called), why: 'as_it_is' };
  }
  return ddd === ''
    ? { text: `00${rule.csp}${number.slice(1)}`, why: 'abroad' }
    : { text: `0${rule.csp}${ddd}${subscriber}`, why: 'long_distance' };
}

/** National is for numbers of this country; those of another keep their country code. */
function formatNumber(number: string, format: NumberFormat): string {
  switch (format) {
    case 'digits':
      return number.replace(/^\+/, '');
    case 'plus':
      return number;
    case 'national':
      return number.replace(/^\+(55)?/, '');
  }
}

/** Names that SIP's own machinery writes, or that would let a rule forge who calls or where to (RFC 3261, 20). */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'call-id',
  'contact',
  'content-length',
  'content-type',
  'cseq',
  'from',
  'max-forwards',
  'record-route',
  'route',
  'to',
  'via',
  'authorization',
  'proxy-authorization',
]);
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9.!%*_+`'~-]{0,63}$/;
/** One line of plain ASCII: a value that could end its line would begin a header of its own. */
const HEADER_VALUE = /^[\x20-\x7e]{0,512}$/;
const PLACEHOLDERS: ReadonlySet<string> = new Set(['called', 'caller', 'attempt', 'campaign']);

/** What is wrong with a header of a rule, in words, or null. */
export function headerProblem({ name, value }: DialHeader): string | null {
  if (!HEADER_NAME.test(name)) {
    return `'${name}' is no name of a SIP header`;
  }
  if (RESERVED_HEADERS.has(name.toLowerCase())) {
    return `${name} is written by the media server and cannot be set`;
  }
  if (!HEADER_VALUE.test(value)) {
    return `the value of ${name} must be one line of plain characters, at most 512`;
  }
  const unknown = [...value.matchAll(/\{(\w+)\}/g)].find(([, key = '']) => !PLACEHOLDERS.has(key));
  return unknown === undefined
    ? null
    : `${unknown[0]} in ${name} is not known: {called}, {caller}, {attempt} or {campaign}`;
}
