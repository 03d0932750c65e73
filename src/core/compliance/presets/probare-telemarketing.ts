import { LOCAL_ZONE } from '../rule-parameters.js';
import { derivePreset } from './derive-preset.js';
import { DEFAULT_COLLECTION_HOURS } from './hour-rules.js';
import { ruleOf } from './rule-of.js';

/** PROBARE's hours for every purpose, within state law: Monday to Friday 9–21, Saturday 10–16. */
export const PROBARE_TELEMARKETING = derivePreset({
  id: 'probare-telemarketing',
  title: 'PROBARE: telemarketing',
  without: [DEFAULT_COLLECTION_HOURS.key],
  rules: [
    ruleOf({
      id: 'R13',
      key: 'R13.PROBARE',
      kind: 'hours',
      act: 'Código de Ética PROBARE',
      article: '2019 revision',
      basis: 'autorregulacao',
      from: '2005',
      scope: { purposes: ['cobranca', 'aviso', 'pesquisa', 'servico'] },
      parameters: { zone: LOCAL_ZONE, weekday: '09:00-21:00', saturday: '10:00-16:00', sunday: null },
      note: 'The code left collection out in 2006: for it these hours are the client’s choice, within state law.',
    }),
  ],
});
