import type { Purpose } from '../../campaign/campaign.js';
import type { Rule, RuleOf } from '../policy.js';
import { LOCAL_ZONE } from '../rule-parameters.js';
import { ruleOf } from './rule-of.js';

/** Purposes that keep collection's hours and days although the acts name collection alone. */
export const LIKE_COLLECTION: readonly Purpose[] = ['aviso', 'pesquisa', 'servico'];

const collection = { purposes: ['cobranca'] as const, alsoPurposes: LIKE_COLLECTION };
const NO_SUNDAY = { zone: LOCAL_ZONE, sunday: null } as const;

/** Collection hours of the states (local time of the person called). */
export const STATE_COLLECTION_HOURS: readonly RuleOf<'hours'>[] = [
  ruleOf({
    id: 'R13',
    key: 'R13.SP',
    kind: 'hours',
    act: 'SP Lei 15.426/2014',
    article: 'art. 2',
    basis: 'lei',
    from: '2014-05-23',
    scope: { ...collection, ufs: ['SP'] },
    parameters: { ...NO_SUNDAY, weekday: '08:00-20:00', saturday: '08:00-14:00' },
  }),
  ruleOf({
    id: 'R13',
    key: 'R13.RJ',
    kind: 'hours',
    act: 'RJ Lei 6.854/2014, as changed by Lei 7.868/2018',
    article: 'art. 3, §4',
    basis: 'lei',
    from: '2018',
    scope: { ...collection, ufs: ['RJ'] },
    parameters: { ...NO_SUNDAY, weekday: '09:00-19:00', saturday: null },
  }),
  ruleOf({
    id: 'R13',
    key: 'R13.AL',
    kind: 'hours',
    act: 'AL Lei 7.782/2016',
    basis: 'lei',
    from: '2016',
    scope: { ...collection, ufs: ['AL'] },
    parameters: { ...NO_SUNDAY, weekday: '08:00-20:00', saturday: '08:00-14:00' },
  }),
  ruleOf({
    id: 'R13',
    key: 'R13.ES',
    kind: 'hours',
    act: 'ES Lei 10.626/2017',
    basis: 'lei',
    from: '2017',
    scope: { ...collection, ufs: ['ES'] },
    parameters: { ...NO_SUNDAY, weekday: '08:00-19:00', saturday: null },
    note: 'Known from one secondary source.',
  }),
  ruleOf({
    id: 'R13',
    key: 'R13.AM',
    kind: 'hours',
    act: 'AM Lei promulgada 306/2016',
    basis: 'lei',
    from: '2016',
    scope: { ...collection, ufs: ['AM'] },
    parameters: { ...NO_SUNDAY, weekday: '09:00-19:00', saturday: null },
    note: 'The opening hour is not known: 9:00 is ours. One secondary source.',
  }),
  ruleOf({
    id: 'R13',
    key: 'R13.PA',
    kind: 'hours',
    act: 'PA Lei 9.263/2021',
    basis: 'lei',
    from: '2021-04',
    scope: { ...collection, ufs: ['PA'] },
    parameters: { ...NO_SUNDAY, weekday: '08:00-18:00', saturday: null },
    note: 'The closing hour of Saturday is not known: closed.',
  }),
];

/** Where no state law is known: the hours of SP's law. Not law: presets put theirs in its place. */
export const DEFAULT_COLLECTION_HOURS: Rule = ruleOf({
  id: 'R13',
  key: 'R13.default',
  kind: 'hours',
  act: 'CDC (Lei 8.078/1990)',
  article: 'arts. 42 and 71, read with the hours of SP Lei 15.426/2014',
  basis: 'padrao',
  mark: 'derived',
  from: '2014-05-23',
  scope: collection,
  parameters: { ...NO_SUNDAY, weekday: '08:00-20:00', saturday: '08:00-14:00' },
});

/** PROBARE's hours of offers. */
export const PROBARE_OFFER_HOURS: Rule = ruleOf({
  id: 'R14',
  key: 'R14.PROBARE',
  kind: 'hours',
  act: 'Código de Ética PROBARE',
  article: '2019 revision',
  basis: 'autorregulacao',
  from: '2005',
  scope: { purposes: ['oferta'] },
  parameters: { ...NO_SUNDAY, weekday: '09:00-21:00', saturday: '10:00-16:00' },
});

/** Offer hours of the states. */
export const STATE_OFFER_HOURS: readonly Rule[] = [
  ruleOf({
    id: 'R14',
    key: 'R14.RJ',
    kind: 'hours',
    act: 'RJ Lei 4.896/2006, as changed by Lei 7.853/2018',
    basis: 'lei',
    from: '2018-01-15',
    scope: { purposes: ['oferta'], ufs: ['RJ'] },
    parameters: { ...NO_SUNDAY, weekday: '08:00-18:00', saturday: null },
  }),
  ruleOf({
    id: 'R14',
    key: 'R14.PA',
    kind: 'hours',
    act: 'PA Leis 9.263/2021 and 9.277/2021',
    basis: 'lei',
    from: '2021-04',
    scope: { purposes: ['oferta'], ufs: ['PA'] },
    parameters: { ...NO_SUNDAY, weekday: '09:00-18:00', saturday: null },
    note: '“Business hours of working days”, read with PROBARE’s opening.',
  }),
];

const OFF = {
  sunday: false,
  national: false,
  state: false,
  municipal: false,
  carnival: false,
  corpusChristi: false,
  yearEndFrom: null,
} as const;
const BOUND_BY_DAYS = ['cobranca', 'oferta', 'pesquisa', 'aviso'] as const;

/** Days on which nobody is called, and ringing that would outlast the window. */
export const DAY_RULES: readonly Rule[] = [
  ruleOf({
    id: 'R15',
    key: 'R15.states',
    kind: 'holidays',
    act: 'SP Lei 15.426/2014; RJ Lei 6.854/2014; AL Lei 7.782/2016; ES Lei 10.626/2017; AM Lei promulgada 306/2016; PA Lei 9.263/2021',
    basis: 'lei',
    from: '2014-05-23',
    scope: {
      ufs: ['SP', 'RJ', 'AL', 'ES', 'AM', 'PA'],
      purposes: ['cobranca'],
      alsoPurposes: ['aviso', 'pesquisa', 'servico', 'oferta'],
    },
    parameters: { ...OFF, sunday: true, national: true, state: true, municipal: true },
    note: 'The acts say “feriados”, not “national”: state and municipal ones count.',
  }),
  ruleOf({
    id: 'R15',
    key: 'R15.default',
    kind: 'holidays',
    act: 'CDC (Lei 8.078/1990); Código de Ética PROBARE for offers',
    article: 'CDC art. 71',
    basis: 'padrao',
    mark: 'derived',
    from: '2005',
    scope: { purposes: BOUND_BY_DAYS, alsoPurposes: ['servico'] },
    parameters: { ...OFF, sunday: true, national: true, state: true, municipal: true },
  }),
  ruleOf({
    id: 'R15',
    key: 'R15.facultativos',
    kind: 'holidays',
    act: 'Federal list of pontos facultativos, published every year',
    basis: 'padrao',
    mark: 'derived',
    from: '2005',
    scope: { purposes: BOUND_BY_DAYS, alsoPurposes: ['servico'] },
    parameters: { ...OFF, carnival: true, corpusChristi: true, yearEndFrom: '14:00' },
    note: 'Carnival Monday and Tuesday, Corpus Christi, 24 and 31 December from 14:00; each can be switched off.',
  }),
  ruleOf({
    id: 'R16',
    kind: 'plain',
    act: 'The acts of R13 and R14',
    basis: 'padrao',
    mark: 'derived',
    from: '2014',
    parameters: {},
    note: 'The longest ringing must be over by closing time.',
  }),
];
