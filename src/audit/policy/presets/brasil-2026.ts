import type { PolicyDocument, RuleDocument } from '../policy-document.js';

const COLLECTION = ['cobranca', 'aviso', 'pesquisa', 'servico'];
const CAPPED = ['cobranca', 'aviso', 'servico'];
const WEEKDAYS_ONLY = 'closed';

const collectionHours = (
  uf: string,
  source: RuleDocument['source'],
  monFri: string,
  sat: string,
  confirmed: boolean,
): RuleDocument => ({
  id: `R13-${uf}`,
  rule: 'R13',
  source,
  uf: [uf],
  purposes: COLLECTION,
  confirmed,
  window: { monFri, sat },
});

const HOURS: readonly RuleDocument[] = [
  collectionHours(
    'SP',
    { act: 'Lei estadual (SP) 15.426/2014', article: '2' },
    '08:00-20:00',
    '08:00-14:00',
    true,
  ),
  collectionHours(
    'RJ',
    { act: 'Lei estadual (RJ) 6.854/2014, as changed by Lei 7.868/2018', article: '3 § 4' },
    '09:00-19:00',
    WEEKDAYS_ONLY,
    true,
  ),
  collectionHours(
    'AL',
    { act: 'Lei estadual (AL) 7.782/2016', article: '1' },
    '08:00-20:00',
    '08:00-14:00',
    true,
  ),
  collectionHours(
    'ES',
    { act: 'Lei estadual (ES) 10.626/2017', article: '1' },
    '08:00-19:00',
    WEEKDAYS_ONLY,
    false,
  ),
  collectionHours(
    'AM',
    { act: 'Lei promulgada (AM) 306/2016', article: '1' },
    '09:00-19:00',
    WEEKDAYS_ONLY,
    false,
  ),
  collectionHours(
    'PA',
    { act: 'Lei estadual (PA) 9.263/2021', article: '' },
    '08:00-18:00',
    WEEKDAYS_ONLY,
    false,
  ),
  {
    id: 'R13-default',
    rule: 'R13',
    source: { act: 'no law of the state: the hours of Lei estadual (SP) 15.426/2014', article: '2' },
    purposes: COLLECTION,
    confirmed: false,
    fallback: true,
    switchable: true,
    window: { monFri: '08:00-20:00', sat: '08:00-14:00' },
  },
  {
    id: 'R14-probare',
    rule: 'R14',
    source: { act: 'PROBARE, Código de Ética', article: '9' },
    purposes: ['oferta'],
    confirmed: true,
    window: { monFri: '09:00-21:00', sat: '10:00-16:00' },
  },
  {
    id: 'R14-RJ',
    rule: 'R14',
    source: { act: 'Lei estadual (RJ) 7.853/2018', article: '1' },
    uf: ['RJ'],
    purposes: ['oferta'],
    confirmed: true,
    window: { monFri: '08:00-18:00', sat: WEEKDAYS_ONLY },
  },
  {
    id: 'R14-PA',
    rule: 'R14',
    source: { act: 'Lei estadual (PA) 9.277/2021', article: '' },
    uf: ['PA'],
    purposes: ['oferta'],
    confirmed: false,
    window: { monFri: '09:00-18:00', sat: WEEKDAYS_ONLY },
  },
  {
    id: 'R15-days',
    rule: 'R15',
    source: { act: 'Lei estadual (SP) 15.426/2014; Lei 662/1949; Lei 9.093/1995', article: '2; 1; 1' },
    confirmed: true,
  },
];

const entry = (
  rule: string,
  act: string,
  article: string,
  parameters: Readonly<Record<string, number | boolean | string>> = {},
  more: Partial<RuleDocument> = {},
): RuleDocument => ({
  id: `${rule}-base`,
  rule,
  source: { act, article },
  parameters,
  confirmed: true,
  ...more,
});

const SHORT_CALLS = 'Despacho Decisório Anatel 22/2024/RCTS/SRC';
const AUTHENTICATION = 'Despacho Decisório Anatel 787/2025/COGE/SCO';
const SPOOFING = 'Despacho Decisório Anatel 978/2025/COGE/SCO';
const ABANDONED = 'Ofcom, statement on persistent misuse of 2010 (default of the product)';
const FTC = '16 CFR 310.4(b) (default of the product)';
const GOOD_CARE = 'CDC (Lei 8.078/1990)';

const LIMITS: readonly RuleDocument[] = [
  // Renewed every year since 2022; nothing later than 31 May 2026 was found, so it is taken as in force.
  entry('R01', SHORT_CALLS, '2', { calls: 100_000, share: 0.85, shortMs: 6000 }, { confirmed: false }),
  entry(
    'R02',
    SHORT_CALLS,
    '2',
    { calls: 70_000, share: 0.7, shareFrom: 10_000, shortMs: 6000 },
    { severity: 'warn' },
  ),
  entry('R03', 'Despacho Decisório Anatel 250/2022/COGE/SCO', '2, I', { calls: 100_000, shortMs: 6000 }),
  entry('R04', AUTHENTICATION, '', { calls: 500_000, forecast: 400_000 }),
  entry('R05', AUTHENTICATION, '', { calls: 500_000 }, { severity: 'warn' }),
  entry('R06', AUTHENTICATION, '', { calls: 500_000, months: 3 }),
  entry('R07', SPOOFING, ''),
  entry('R08', SPOOFING, '', {}, { confirmed: false }),
  entry('R09', SPOOFING, '', {}, { confirmed: false }),
  entry('R10', 'Lei estadual (RJ) 7.853/2018', '1'),
  entry('R11', 'PL 2616/2025 (pending)', '', { lines: 2, days: 7 }, { severity: 'warn', confirmed: false }),
  entry('R12', 'Resolução Anatel 749/2022', ''),
  entry('R16', 'the hours of R13 and R14', ''),
  entry(
    'R17',
    'Lei estadual (SP) 13.226/2008, as changed by Lei 17.334/2021',
    '',
    { days: 30, list: 'sp' },
    { uf: ['SP'], confirmed: false },
  ),
  entry('R18', 'Lei estadual (PA) 9.263/2021', '', { days: 30, list: 'pa' }, { uf: ['PA'] }),
  entry(
    'R19',
    'Não Me Perturbe; Despacho Decisório Anatel 48/2025/RCTS/SRC',
    '',
    { days: 30, list: 'nmp' },
    { purposes: ['oferta'] },
  ),
  entry('R20', 'LGPD (Lei 13.709/2018)', '18'),
  entry(
    'R21',
    'LGPD (Lei 13.709/2018); PL 2616/2025 (pending)',
    '18',
    { protocolMs: 60_000 },
    { confirmed: false },
  ),
  entry('R22', 'default of the product', '', { ageMs: 86_400_000 }, { severity: 'warn' }),
  entry(
    'R23',
    'PROBARE, Código de Ética, revision of 2019',
    '',
    { perNumber: 3, perPerson: 3 },
    { purposes: ['oferta'] },
  ),
  entry('R24', GOOD_CARE, '42, 71', { perNumber: 2, perPerson: 3 }, { purposes: CAPPED, confirmed: false }),
  entry(
    'R25',
    '12 CFR 1006.14 (default of the product)',
    '',
    { attempts: 7, hours: 168, pauseHours: 168 },
    { confirmed: false },
  ),
  entry('R26', GOOD_CARE, '42, 71', { hours: 3 }, { confirmed: false }),
  entry('R27', ABANDONED, '', { share: 0.03, hours: 24, calls: 100, auditFrom: 400 }),
  entry('R28', FTC, '', { share: 0.03, days: 30, calls: 100 }),
  entry('R29', ABANDONED, '', { withinMs: 2000 }),
  entry('R30', ABANDONED, '', { earlyMs: 2000 }),
  entry('R32', ABANDONED, '', { ringMs: 15_000 }),
  entry('R33', ABANDONED, '', { hours: 72 }),
  entry('R34', 'Ofcom, 24-hour policy of 2011 (default of the product)', '', { hours: 24 }),
  entry(
    'R36',
    'Lei estadual (SP) 14.953/2013; Lei estadual (RJ) 6.854/2014',
    '3; 3',
    {},
    { uf: ['SP', 'RJ'], purposes: CAPPED },
  ),
  entry(
    'R37',
    'Lei estadual (SP) 14.953/2013; Lei estadual (RJ) 6.854/2014',
    '3; 3',
    {},
    { uf: ['SP', 'RJ'], purposes: CAPPED },
  ),
  entry('R40', 'LGPD (Lei 13.709/2018); CDC (Lei 8.078/1990)', '15; 42'),
  entry('R42', 'NR-17, Annex II', '', { activeMs: 21_600_000, gapMs: 1_200_000 }),
  entry('R43', 'NR-17, Annex II', '', {
    shiftMs: 14_400_000,
    pauseMs: 600_000,
    edgeMs: 3_600_000,
    mealMs: 1_200_000,
  }),
  entry('R44', 'NR-17, Annex II', '', {}, { severity: 'warn' }),
  entry('R47', 'evidence (default of the product)', ''),
];

/** Everything in force, what is unknown taken as in force. */
export const BRASIL_2026: PolicyDocument = { id: 'brasil-2026', version: '1', rules: [...HOURS, ...LIMITS] };
