import type { CampaignFormOut } from '../../../contract/campaign-form-wire.js';
import type { CampaignOut } from '../../../contract/campaign-wire.js';
import type { Unit } from '../figure.js';

/** Everything that can be written of a campaign; a figure is NaN while what is typed is none. */
export type Draft = Omit<CampaignOut['settings'], 'id'>;
export type DraftKey = keyof Draft;

/** The figures of a campaign and the unit each is written in. */
export const FIGURE_UNITS = {
  powerRatio: 'count',
  weight: 'count',
  abandonCap: 'percent',
  amdDeadlineMs: 'seconds',
  ringTimeoutMs: 'seconds',
  connectDeadlineMs: 'seconds',
  previewCountdownMs: 'seconds',
  wrapUpLimitMs: 'seconds',
} as const satisfies Partial<Record<DraftKey, Unit>>;
export type FigureKey = keyof typeof FIGURE_UNITS;

/** The product's defaults under a preset: only what a new campaign has to show. */
const FRESH: Omit<Draft, 'retry' | 'dispositions'> = {
  name: '',
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
  cancelsRinging: false,
  keepsListOrder: false,
  abandonCap: 0.03,
  amd: true,
  amdBy: 'switch',
  amdDeadlineMs: 3500,
  onMachine: 'hangup',
  recordsEveryTalk: false,
  ringTimeoutMs: 25_000,
  connectDeadlineMs: 2000,
  previewCountdownMs: 30_000,
  onPreviewTimeout: 'dial',
  wrapUpLimitMs: 30_000,
  defaultDisposition: 'sem_tabulacao',
  abandonedMessage: 'cadencia-abandonada',
  machineMessage: 'cadencia-recado',
  trunks: [],
  calendar: null,
  listMix: {},
  policyId: 'brasil-2026',
};

/** A new campaign after a preset; what was written about who calls stays. */
export function draftOfPreset(form: CampaignFormOut, presetId: string, written: Draft | null): Draft | null {
  const preset = form.presets.find(({ id }) => id === presetId)?.settings;
  const cadence = form.retryPresets.find(({ id }) => id === preset?.retry?.preset) ?? form.retryPresets[0];
  if (preset === undefined || cadence === undefined) {
    return null;
  }
  const { retry: _, dispositions = [], ...settings } = preset;
  const plain = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const who =
    written === null
      ? {}
      : {
          name: written.name,
          creditorCnpj: written.creditorCnpj,
          callerCnpj: written.callerCnpj,
          contractId: written.contractId,
          billingService: written.billingService,
        };
  return { ...FRESH, ...plain, ...who, dispositions, retry: cadence.retry };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Keys in which two differ. */
export function changedKeys(one: Draft, other: Draft): readonly DraftKey[] {
  return (Object.keys(one) as DraftKey[]).filter((key) => !same(one[key], other[key]));
}

/** Those keys of a draft: the body of a PATCH. */
export function partOf(draft: Draft, keys: readonly DraftKey[]): Partial<Draft> {
  return Object.fromEntries(keys.map((key) => [key, draft[key]])) as Partial<Draft>;
}

const CNPJ = /^([0-9A-Z]{12}[0-9]{2})?$/;

/** True for the characters of a CNPJ, and for none at all. */
export const isCnpj = (text: string): boolean => CNPJ.test(text);

/** True while it cannot be saved: a figure that is none, a name or label that is missing, half a CNPJ. */
export function isUnfinished(draft: Draft): boolean {
  const holdsNaN = (value: unknown): boolean =>
    typeof value === 'number'
      ? Number.isNaN(value)
      : typeof value === 'object' && value !== null && Object.values(value).some(holdsNaN);
  return (
    draft.name.trim() === '' ||
    draft.dispositions.length === 0 ||
    draft.dispositions.some(({ label }) => label.trim() === '') ||
    !isCnpj(draft.callerCnpj) ||
    !isCnpj(draft.creditorCnpj) ||
    holdsNaN(draft)
  );
}

/** An id from a name: letters, digits and dashes. */
export function idOfName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
}
