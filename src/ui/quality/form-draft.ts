import type { QualityFormOut } from '../../contract/quality-wire.js';

/** A light, a serious or a fatal one, the last by its reach. */
export const ITEM_KINDS = ['NCL', 'NCG', 'dimension', 'whole'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export interface ItemDraft {
  /** Kept from version to version: what it was marked by says the same then. '' until it is saved. */
  readonly id: string;
  readonly key: string;
  readonly text: string;
  readonly kind: ItemKind;
  readonly points: string;
}

export interface DimensionDraft {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly points: string;
  readonly items: readonly ItemDraft[];
}

export interface FormDraft {
  readonly id: string;
  readonly name: string;
  readonly dimensions: readonly DimensionDraft[];
}

/** What is wrong with a field, by its place. */
export type FormFault = 'needed' | 'light' | 'serious' | 'weight' | 'noItems' | 'hundred' | 'code';
export type FormFaults = ReadonlyMap<string, FormFault>;

const RANGES = { NCL: [2, 5, 'light'], NCG: [6, 10, 'serious'] } as const;
const WHOLE = 100;
const CODE = /^[a-z0-9][a-z0-9_-]{0,63}$/;

let made = 0;
function newKey(): string {
  made += 1;
  return `new-${made}`;
}

export const newItem = (): ItemDraft => ({ id: '', key: newKey(), text: '', kind: 'NCL', points: '2' });
export const newDimension = (): DimensionDraft => ({
  id: '',
  key: newKey(),
  name: '',
  points: '',
  items: [newItem()],
});

type Whole = Pick<QualityFormOut, 'name' | 'dimensions'>;

/** A form as it is edited. */
export function draftOf(id: string, { name, dimensions }: Whole): FormDraft {
  return {
    id,
    name,
    dimensions: dimensions.map((dimension) => ({
      ...dimension,
      key: dimension.id,
      points: String(dimension.points),
      items: dimension.items.map((item) => ({
        id: item.id,
        key: item.id,
        text: item.text,
        ...(item.kind === 'NCF'
          ? { kind: item.reach, points: '2' }
          : { kind: item.kind, points: String(item.points) }),
      })),
    })),
  };
}

/** A figure as people here write it. */
const figureOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')));

/** What the dimensions are worth together. */
export function weightOf({ dimensions }: FormDraft): number {
  const sum = dimensions.reduce((total, { points }) => total + (figureOf(points) || 0), 0);
  return Math.round(sum * 100) / 100;
}

/** Everything that keeps the draft from being saved, at the field it is of. */
export function faultsOf(draft: FormDraft): FormFaults {
  const faults = new Map<string, FormFault>();
  const need = (place: string, text: string) => text.trim() === '' && faults.set(place, 'needed');
  if (!CODE.test(draft.id)) {
    faults.set('id', 'code');
  }
  need('name', draft.name);
  for (const { key, name, points, items } of draft.dimensions) {
    need(`${key}.name`, name);
    const worth = figureOf(points);
    if (!(worth > 0 && worth <= WHOLE)) {
      faults.set(`${key}.points`, 'weight');
    }
    if (items.length === 0) {
      faults.set(`${key}.items`, 'noItems');
    }
    for (const item of items) {
      need(`${item.key}.text`, item.text);
      if (item.kind === 'NCL' || item.kind === 'NCG') {
        const [least, most, fault] = RANGES[item.kind];
        const lost = figureOf(item.points);
        if (!(lost >= least && lost <= most)) {
          faults.set(`${item.key}.points`, fault);
        }
      }
    }
  }
  if (weightOf(draft) !== WHOLE) {
    faults.set('weight', 'hundred');
  }
  return faults;
}

/** An id nobody has yet, made of the words. */
function idFrom(text: string, taken: Set<string>): string {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)
    .replace(/^_+|_+$/g, '');
  const stem = plain === '' ? 'item' : plain;
  let id = stem;
  for (let count = 2; taken.has(id); count += 1) {
    id = `${stem}_${count}`;
  }
  taken.add(id);
  return id;
}

/** What the server is sent: ids stay, and what is new gets one. */
export function bodyOf({ name, dimensions }: FormDraft): Whole {
  const all = dimensions.flatMap((dimension) => [dimension, ...dimension.items]);
  const taken = new Set(all.map(({ id }) => id).filter((id) => id !== ''));
  return {
    name: name.trim(),
    dimensions: dimensions.map((dimension) => ({
      id: dimension.id || idFrom(dimension.name, taken),
      name: dimension.name.trim(),
      points: figureOf(dimension.points),
      items: dimension.items.map((item) => {
        const kept = { id: item.id || idFrom(item.text, taken), text: item.text.trim() };
        return item.kind === 'dimension' || item.kind === 'whole'
          ? { ...kept, kind: 'NCF' as const, reach: item.kind }
          : { ...kept, kind: item.kind, points: figureOf(item.points) };
      }),
    })),
  };
}
