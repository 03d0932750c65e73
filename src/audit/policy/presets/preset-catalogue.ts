import type { PolicyDocument, RuleDocument } from '../policy-document.js';
import { BRASIL_2026 } from './brasil-2026.js';

type Hours = NonNullable<RuleDocument['window']>;

/** The preset's own hours, for collection (R13) and offers (R14), on top of every law. */
function ownHours(act: string, window: Hours): readonly RuleDocument[] {
  return (['R13', 'R14'] as const).map((rule) => ({
    id: `${rule}-preset`,
    rule,
    source: { act, article: '' },
    ...(rule === 'R14'
      ? { purposes: ['oferta'] }
      : { purposes: ['cobranca', 'aviso', 'pesquisa', 'servico'] }),
    confirmed: true,
    window,
  }));
}

const onTop = (id: string, rules: readonly RuleDocument[]): PolicyDocument => ({
  id,
  version: '1',
  extends: BRASIL_2026.id,
  // The hours that stand in where a state has no law give way to the preset's.
  off: ['R13-default'],
  rules,
});

/** The presets by id; each extends the law, none takes from it. */
export const PRESETS: Readonly<Record<string, PolicyDocument>> = {
  'brasil-2026': BRASIL_2026,
  'probare-telemarketing': onTop(
    'probare-telemarketing',
    ownHours('PROBARE, Código de Ética', { monFri: '09:00-21:00', sat: '10:00-16:00' }),
  ),
  'telecobranca-banco': onTop(
    'telecobranca-banco',
    ownHours('contract of the bank', {
      monFri: '07:00-21:00',
      sat: '09:00-14:00',
      clock: 'America/Sao_Paulo',
    }),
  ),
  'estrita-nacional': onTop(
    'estrita-nacional',
    ownHours('the hours that every state allows', { monFri: '09:00-18:00', sat: 'closed' }),
  ),
  'servico-diario': {
    id: 'servico-diario',
    version: '1',
    extends: BRASIL_2026.id,
    serviceWindow: { monFri: '07:00-21:00', sat: '07:00-21:00', sun: '07:00-21:00' },
    rules: [],
  },
};
