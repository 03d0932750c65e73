import type { FormItem, QualityForm } from '../../src/core/quality/quality-form.js';

const light = (id: string, points: number): FormItem => ({ id, text: id, kind: 'NCL', points });
const serious = (id: string, points = 8): FormItem => ({ id, text: id, kind: 'NCG', points });
const fatal = (id: string, reach: 'whole' | 'dimension'): FormItem => ({ id, text: id, kind: 'NCF', reach });

/** A contract's form as it is printed: its last dimension is worth 21, its items add up to 23. */
export const PRINTED_FORM: QualityForm = {
  id: 'contrato',
  name: 'Monitoria',
  dimensions: [
    {
      id: 'attitudes',
      name: 'Atitudes',
      points: 11,
      items: [
        fatal('ethics', 'whole'),
        fatal('cordiality', 'whole'),
        serious('interest'),
        fatal('availability', 'whole'),
        light('promptness', 3),
      ],
    },
    {
      id: 'skills',
      name: 'Habilidades',
      points: 68,
      items: [
        ...['objectivity', 'conduct', 'grammar', 'identification', 'pauses'].map((id) => light(id, 5)),
        light('voice', 3),
        ...['language', 'personalisation'].map((id) => light(id, 4)),
        ...['assurance', 'probing', 'approach', 'argumentation'].map((id) => serious(id)),
      ],
    },
    {
      id: 'knowledge',
      name: 'Conhecimento',
      points: 21,
      items: [
        fatal('information', 'dimension'),
        serious('complete'),
        light('records', 5),
        serious('procedures'),
        light('equipment', 2),
        fatal('identity', 'whole'),
        fatal('survey', 'dimension'),
      ],
    },
  ],
};

/** Everything kept to, but for those. */
export function marksBut(...wrong: readonly string[]): Record<string, 'ok' | 'nc'> {
  const ids = PRINTED_FORM.dimensions.flatMap(({ items }) => items.map(({ id }) => id));
  return Object.fromEntries(ids.map((id) => [id, wrong.includes(id) ? 'nc' : 'ok']));
}
