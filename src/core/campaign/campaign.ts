import type { ListMix } from '../contact/list-mix.js';
import type { CampaignId, CarrierId, E164, GroupId, TrunkId } from '../kernel/ids.js';
import { SECOND } from '../kernel/time.js';
import type { Disposition } from '../outcome/disposition.js';
import type { RetryRules } from '../retry/retry-rules.js';
import { DIAL_RULE_DEFAULTS, type DialRule } from '../route/dial-rule.js';
import type { TrunkSchedule } from '../route/trunk-schedule.js';
import type { CampaignCalendar } from './campaign-calendar.js';
import type { QuartileModes } from './quartile-modes.js';

/** How contacts are put on the wire for a group of agents. */
export const DIAL_MODES = ['preview', 'power', 'predictive', 'paused'] as const;
export type DialMode = (typeof DIAL_MODES)[number];

/** Why people are called; rules of law read it. */
export const PURPOSES = ['cobranca', 'oferta', 'pesquisa', 'aviso', 'servico'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const SECTORS = ['telecom', 'consignado', 'outro'] as const;
export type Sector = (typeof SECTORS)[number];

/**
 * draft → running ⇄ paused; running or paused → draining → ended; ended → running (a new mailing came).
 * `draining` places no new call and lets the live ones end.
 */
export const CAMPAIGN_STATES = ['draft', 'running', 'paused', 'draining', 'ended'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

export const CAMPAIGN_MOVES: Readonly<Record<CampaignState, readonly CampaignState[]>> = {
  draft: ['running'],
  running: ['paused', 'draining'],
  paused: ['running', 'draining'],
  draining: ['ended', 'running'],
  ended: ['running'],
};

export interface CampaignDisposition {
  readonly code: Disposition;
  /** What the agent reads; free per campaign. */
  readonly label: string;
}

/** Everything an operation may set for a campaign. Milliseconds and shares in 0..1 throughout. */
export interface CampaignSettings {
  readonly id: CampaignId;
  readonly name: string;
  /** Demo contacts leave only by trunks of kind `demo`, whose host is loopback. */
  readonly demo: boolean;
  readonly purpose: Purpose;
  readonly sector: Sector;
  /** CNPJ digits of whom the debt belongs to, or ''. */
  readonly creditorCnpj: string;
  /** CNPJ digits of the company that calls, or ''. */
  readonly callerCnpj: string;
  readonly contractId: string;
  readonly billingService: string;
  readonly language: string;
  readonly mode: DialMode;
  /** A group of agents that runs in a mode of its own, such as the 3rd and 4th productivity quartiles in power. */
  readonly groupModes: Readonly<Record<GroupId, DialMode>>;
  /** A mode by agents' quartile; a group's own mode comes before it. @default null */
  readonly quartileModes: QuartileModes<DialMode> | null;
  /** Calls in flight per free agent in power mode; 1 is progressive. @minimum 1 */
  readonly powerRatio: number;
  /** Part of the agents' time it gets beside other campaigns that share them, relative to theirs. @default 1 */
  readonly weight: number;
  /** Contacts are dialled in the list's order also where it is known who answers. @default false */
  readonly keepsListOrder: boolean;
  /** Phones that have rung for 15 s may be given up when too much is in flight (predictive). @default false */
  readonly cancelsRinging: boolean;
  /** Ceiling of abandoned / (abandoned + answered by an agent) over a day. @default 0.03 */
  readonly abandonCap: number;
  readonly amd: boolean;
  /** Who listens, where machines are detected. @default switch */
  readonly amdBy: AmdWay;
  /** No verdict this long after the answer: it is a person. @default 3500 */
  readonly amdDeadlineMs: number;
  readonly onMachine: 'hangup' | 'message';
  /** Every talk with an agent is recorded and announced, not only where the law asks for it. @default false */
  readonly recordsEveryTalk: boolean;
  /** Longest ringing before we give up. @minimum 15000 @default 25000 */
  readonly ringTimeoutMs: number;
  /** From the AMD verdict (the answer without AMD) to an agent; then the drop message. @default 2000 */
  readonly connectDeadlineMs: number;
  readonly previewCountdownMs: number;
  readonly onPreviewTimeout: 'dial' | 'skip';
  /** Longest wrap-up; then the default disposition is written. */
  readonly wrapUpLimitMs: number;
  readonly defaultDisposition: Disposition;
  readonly dispositions: readonly CampaignDisposition[];
  /** Names of sounds on the media server. */
  readonly abandonedMessage: string;
  readonly machineMessage: string;
  readonly retry: RetryRules;
  /** Trunks it may use; empty means all that fit. */
  readonly trunks: readonly TrunkId[];
  /** Its own hours and dates; null: as law and policy have it. @default null */
  readonly calendar: CampaignCalendar | null;
  /** In which order and parts its lists are dialled. @default {} */
  readonly listMix: ListMix;
  /** The compliance policy its calls are held to: a preset's id or one of the installation's own. @default brasil-2026 */
  readonly policyId: string;
}

/** The media server's own detector, or our ear where the server can give it the sound (else the server's). */
export const AMD_WAYS = ['switch', 'ear'] as const;
export type AmdWay = (typeof AMD_WAYS)[number];

/** Shortest ringing before a call may be given up (16 CFR 310.4(b)(4)(ii); Ofcom's statement of 2016 says the same). */
export const MINIMUM_RING_MS = 15 * SECOND;

export const CAMPAIGN_DEFAULTS = {
  demo: false,
  purpose: 'cobranca',
  sector: 'outro',
  creditorCnpj: '',
  callerCnpj: '',
  contractId: '',
  billingService: '',
  language: 'pt-BR',
  mode: 'predictive',
  groupModes: {},
  quartileModes: null,
  powerRatio: 1,
  weight: 1,
  keepsListOrder: false,
  cancelsRinging: false,
  abandonCap: 0.03,
  amd: true,
  amdBy: 'switch',
  amdDeadlineMs: 3500,
  onMachine: 'hangup',
  recordsEveryTalk: false,
  ringTimeoutMs: 25 * SECOND,
  connectDeadlineMs: 2 * SECOND,
  previewCountdownMs: 30 * SECOND,
  onPreviewTimeout: 'dial',
  wrapUpLimitMs: 30 * SECOND,
  defaultDisposition: 'sem_tabulacao',
  abandonedMessage: 'cadencia-abandonada',
  machineMessage: 'cadencia-recado',
  trunks: [],
  calendar: null,
  listMix: {},
  policyId: 'brasil-2026',
} as const satisfies Partial<CampaignSettings>;

export const TRUNK_ROLES = ['normal', 'contingency'] as const;
export type TrunkRole = (typeof TRUNK_ROLES)[number];

/** A carrier's way out: channels and calls a second are the carrier's limits, not wishes. */
export interface Trunk {
  readonly id: TrunkId;
  readonly carrierId: CarrierId;
  /** `demo` never leaves the machine: its host must be loopback. */
  readonly kind: 'demo' | 'sip';
  readonly host: string;
  readonly port: number;
  /** Most calls at once. */
  readonly channels: number;
  /** Most new calls a second. */
  readonly cps: number;
  /** Share of the traffic among trunks that fit. */
  readonly weight: number;
  /** The carrier's service: a mobile number is only shown by SMP. @default STFC */
  readonly service: 'STFC' | 'SMP';
  /** `contingency` is used only when no normal trunk of the campaign has room or works. @default normal */
  readonly role: TrunkRole;
  /** When it may be used; null is always. */
  readonly schedule: TrunkSchedule | null;
  /** The media server's endpoint; '' is the trunk's id. @default '' */
  readonly endpoint: string;
  /** How the carrier wants calls written. */
  readonly dial: DialRule;
  /** False: no new call takes it until it is put back; live calls go on. @default true */
  readonly active: boolean;
}

/** What a trunk is unless said otherwise. */
export const TRUNK_DEFAULTS = {
  service: 'STFC',
  role: 'normal',
  schedule: null,
  endpoint: '',
  dial: DIAL_RULE_DEFAULTS,
  active: true,
} as const satisfies Partial<Trunk>;

/** A geographic number, one of the code 0303, or another código não geográfico. */
export const LINE_KINDS = ['ddd', '0303', 'cng'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** A number we show (caller id). */
export interface Line {
  readonly number: E164;
  /** CNPJ digits of whom the carrier gave it to. */
  readonly ownerCnpj: string;
  readonly carrierId: CarrierId;
  readonly service: 'STFC' | 'SMP';
  readonly kind: LineKind;
  /** The carrier signs its calls (STIR/SHAKEN, "origem verificada"). */
  readonly authenticated: boolean;
  /** Destinations it is shown to: area codes and states; empty is the whole country. */
  readonly ddds: readonly string[];
  readonly ufs: readonly string[];
  /** Purposes it is shown for; empty is all. */
  readonly purposes: readonly Purpose[];
  /** Taken out by a person until put back. */
  readonly blocked: boolean;
}

/** What a line is unless said otherwise. */
export const LINE_DEFAULTS = {
  service: 'STFC',
  kind: 'ddd',
  authenticated: false,
  ddds: [],
  ufs: [],
  purposes: [],
  blocked: false,
} as const satisfies Partial<Line>;
