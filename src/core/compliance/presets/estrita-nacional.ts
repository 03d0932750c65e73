import { LOCAL_ZONE } from '../rule-parameters.js';
import { derivePreset } from './derive-preset.js';
import { ruleOf } from './rule-of.js';

const HOURS = {
  kind: 'hours',
  act: 'The narrowest hours among the acts of R13 and R14',
  basis: 'padrao',
  mark: 'derived',
  from: '2005',
  parameters: { zone: LOCAL_ZONE, weekday: '09:00-18:00', saturday: null, sunday: null },
} as const;

/** One window for the whole country that satisfies every state: Monday to Friday 9–18. */
export const ESTRITA_NACIONAL = derivePreset({
  id: 'estrita-nacional',
  title: 'Estrita nacional',
  without: [],
  rules: [
    ruleOf({
      ...HOURS,
      id: 'R13',
      key: 'R13.strict',
      scope: { purposes: ['cobranca', 'aviso', 'pesquisa', 'servico'] },
    }),
    ruleOf({ ...HOURS, id: 'R14', key: 'R14.strict', scope: { purposes: ['oferta'] } }),
  ],
});
