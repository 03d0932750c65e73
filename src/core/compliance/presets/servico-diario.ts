import type { Rule } from '../policy.js';
import { LOCAL_ZONE } from '../rule-parameters.js';
import { BRASIL_2026 } from './brasil-2026.js';
import { derivePreset } from './derive-preset.js';
import { ruleOf } from './rule-of.js';

const BY_HOURS_AND_DAYS = new Set(['R13', 'R15']);

/** Takes `servico` out of the purposes that are held to a rule although its act does not name them. */
function withoutServico(rule: Rule): Rule {
  const alsoPurposes = rule.scope.alsoPurposes.filter((purpose) => purpose !== 'servico');
  return { ...rule, scope: { ...rule.scope, alsoPurposes } };
}

const changed = BRASIL_2026.rules.filter((rule) => BY_HOURS_AND_DAYS.has(rule.id));

/** Fraud prevention and registration checks run every day 7–21; every other purpose as by default. */
export const SERVICO_DIARIO = derivePreset({
  id: 'servico-diario',
  title: 'Serviço diário',
  without: changed.map((rule) => rule.key),
  rules: [
    ...changed.map(withoutServico),
    ruleOf({
      id: 'R13',
      key: 'R13.servico',
      kind: 'hours',
      act: 'CDC (Lei 8.078/1990)',
      article: 'art. 71',
      basis: 'padrao',
      mark: 'derived',
      from: '2005',
      scope: { purposes: ['servico'] },
      parameters: {
        zone: LOCAL_ZONE,
        weekday: '07:00-21:00',
        saturday: '07:00-21:00',
        sunday: '07:00-21:00',
      },
    }),
  ],
});
