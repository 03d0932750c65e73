import type { TrunkOut } from '../../../contract/trunk-wire.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const SPAN = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const DAYS = ['weekday', 'saturday', 'sunday'] as const;

/** A trunk as its form has it: lists and headers as text. */
export interface TrunkDraft
  extends Pick<TrunkOut, 'host' | 'endpoint' | 'kind' | 'channels' | 'cps' | 'weight' | 'port' | 'service'> {
  readonly id: string;
  readonly carrierId: string;
  readonly role: TrunkOut['role'];
  readonly active: boolean;
  readonly hours: boolean;
  readonly weekday: string;
  readonly saturday: string;
  readonly sunday: string;
  readonly called: TrunkOut['dial']['called'];
  readonly caller: TrunkOut['dial']['caller'];
  readonly csp: string;
  readonly homeDdds: string;
  readonly localWithoutDdd: boolean;
  readonly prefix: string;
  readonly codecs: string;
  readonly headers: string;
}

export const FRESH_TRUNK: TrunkDraft = {
  id: '',
  carrierId: '',
  host: '',
  endpoint: '',
  kind: 'sip',
  channels: 30,
  cps: 5,
  weight: 1,
  port: 5060,
  service: 'STFC',
  role: 'normal',
  active: true,
  hours: false,
  weekday: '08:00-20:00',
  saturday: '',
  sunday: '',
  called: 'digits',
  caller: 'plus',
  csp: '',
  homeDdds: '',
  localWithoutDdd: false,
  prefix: '',
  codecs: '',
  headers: '',
};

export function trunkDraft({ dial, schedule, ...trunk }: TrunkOut): TrunkDraft {
  return {
    ...trunk,
    ...dial,
    hours: schedule !== null,
    weekday: schedule?.weekday ?? '',
    saturday: schedule?.saturday ?? '',
    sunday: schedule?.sunday ?? '',
    homeDdds: dial.homeDdds.join(' '),
    codecs: dial.codecs.join(' '),
    headers: dial.headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
  };
}

const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
const headerLines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** What must hold of each text before it is sent; the server asks the same and more. */
export const TRUNK_FITS = {
  id: (text: string) => NAME.test(text),
  carrierId: (text: string) => NAME.test(text),
  host: (text: string) => /^[A-Za-z0-9.:_-]{1,253}$/.test(text),
  endpoint: (text: string) => /^[A-Za-z0-9_.-]{0,64}$/.test(text),
  weekday: (text: string) => text === '' || SPAN.test(text),
  saturday: (text: string) => text === '' || SPAN.test(text),
  sunday: (text: string) => text === '' || SPAN.test(text),
  csp: (text: string) => /^([1-9][0-9])?$/.test(text),
  homeDdds: (text: string) => words(text).every((ddd) => /^[1-9][1-9]$/.test(ddd)),
  prefix: (text: string) => /^[0-9*#]{0,16}$/.test(text),
  codecs: (text: string) => words(text).every((codec) => /^[a-z0-9]{1,16}$/.test(codec)),
  headers: (text: string) => headerLines(text).every((line) => /^[A-Za-z][^\s:]*:\s*\S/.test(line)),
} as const;
export type TrunkText = keyof typeof TRUNK_FITS;

const RULE_TEXTS = ['csp', 'homeDdds', 'prefix', 'codecs', 'headers'] as const;

/** The rule alone can be tried, whatever else is still to be written. */
export const ruleFits = (draft: TrunkDraft): boolean =>
  RULE_TEXTS.every((key) => TRUNK_FITS[key](draft[key]));

export const draftFits = (draft: TrunkDraft): boolean =>
  (Object.keys(TRUNK_FITS) as TrunkText[]).every((key) => TRUNK_FITS[key](draft[key])) &&
  [draft.channels, draft.cps, draft.weight, draft.port].every((figure) => !Number.isNaN(figure));

export function dialOf(draft: TrunkDraft): TrunkOut['dial'] {
  const { called, caller, csp, localWithoutDdd, prefix } = draft;
  return {
    ...{ called, caller, csp, localWithoutDdd, prefix },
    homeDdds: words(draft.homeDdds),
    codecs: words(draft.codecs),
    headers: headerLines(draft.headers).map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    }),
  };
}

export function trunkBody(draft: TrunkDraft) {
  const { carrierId, host, endpoint, kind, channels, cps, weight, port, service, role, active } = draft;
  const spans = DAYS.map((day) => [day, draft[day] === '' ? null : draft[day]] as const);
  return {
    ...{ carrierId, host, endpoint, kind, channels, cps, weight, port, service, role, active },
    schedule: draft.hours ? Object.fromEntries(spans) : null,
    dial: dialOf(draft),
  };
}
