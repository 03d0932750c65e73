import { BRASILIA } from '../../kernel/civil-time.js';
import { derivePreset } from './derive-preset.js';
import { DEFAULT_COLLECTION_HOURS } from './hour-rules.js';
import { ruleOf } from './rule-of.js';

const CONTRACT = {
  kind: 'hours',
  act: 'Contract of telecobrança',
  basis: 'padrao',
  mark: 'derived',
  from: '2005',
  parameters: { zone: BRASILIA, weekday: '07:00-21:00', saturday: '09:00-14:00', sunday: null },
  note: 'Judged by Brasília’s clock; state law binds by the clock of the person called.',
} as const;

/** Hours of a bank's collection contract by Brasília's clock, within state law: Monday to Friday 7–21, Saturday 9–14. */
export const TELECOBRANCA_BANCO = derivePreset({
  id: 'telecobranca-banco',
  title: 'Telecobrança de banco',
  without: [DEFAULT_COLLECTION_HOURS.key],
  rules: [
    ruleOf({
      ...CONTRACT,
      id: 'R13',
      key: 'R13.contract',
      scope: { purposes: ['cobranca', 'aviso', 'pesquisa', 'servico'] },
    }),
    ruleOf({ ...CONTRACT, id: 'R14', key: 'R14.contract', scope: { purposes: ['oferta'] } }),
  ],
});
