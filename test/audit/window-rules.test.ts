import { describe, expect, test } from 'vitest';
import { auditRows, logRow, type RowWish } from '../support/audit-bench.js';

/** Rings shorter than the distance to any edge the case is about. */
const BRIEF: RowWish = { t_ring: null, t_end: 0, ended_by: 'network', reason: 'unreachable' };

const SP = '+5511987654321';
const RJ = '+5521987654321';
const AL = '+5582987654321';
const ES = '+5527987654321';
const PA = '+5591987654321';
const AM_97 = '+5597987654321';
const AM_92 = '+5592987654321';
const PE_81 = '+5581987654321';
const PE_87 = '+5587987654321';
const MG = '+5531987654321';

interface Edge {
  readonly what: string;
  readonly row: RowWish;
  readonly policy?: string;
  readonly rule?: string;
}

async function rulesOf({ row, policy }: Edge, more: RowWish = {}) {
  const { rules } = await auditRows(
    [logRow({ ...BRIEF, ...row, ...more })],
    policy === undefined ? {} : { policy },
  );
  return rules;
}

const legal: readonly Edge[] = [
  { what: 'São Paulo at 08:00:00.000', row: { phone: SP, at: '2026-11-24T11:00:00.000Z' } },
  { what: 'São Paulo at 19:59:59.999', row: { phone: SP, at: '2026-11-24T22:59:59.999Z' } },
  { what: 'São Paulo on a Saturday at 13:59:59.999', row: { phone: SP, at: '2026-11-28T16:59:59.999Z' } },
  { what: 'Rio at 18:59:59.999', row: { phone: RJ, at: '2026-11-24T21:59:59.999Z' } },
  { what: 'Rio at 09:00:00.000', row: { phone: RJ, at: '2026-11-24T12:00:00.000Z' } },
  { what: 'Alagoas on a Saturday at 13:59:59.999', row: { phone: AL, at: '2026-11-28T16:59:59.999Z' } },
  { what: 'Espírito Santo at 18:59:59.999', row: { phone: ES, at: '2026-11-24T21:59:59.999Z' } },
  {
    what: 'Pará at 17:59:59.999, three hours behind UTC',
    row: { phone: PA, at: '2026-11-24T20:59:59.999Z' },
  },
  {
    what: 'Pará at 08:00:00.000, three hours behind UTC',
    row: { phone: PA, at: '2026-11-24T11:00:00.000Z' },
  },
  { what: '97 when it is nine in both zones', row: { phone: AM_97, at: '2026-11-24T14:00:00.000Z' } },
  { what: '97 before 19:00 in its eastern zone', row: { phone: AM_97, at: '2026-11-24T22:59:59.999Z' } },
  {
    what: '97 at 18:59:59.999 in Tabatinga, the municipality known',
    row: { phone: AM_97, municipality: '1304062', at: '2026-11-24T23:59:59.999Z' },
  },
  { what: '92 at 09:00 in Manaus', row: { phone: AM_92, at: '2026-11-24T13:00:00.000Z' } },
  { what: '81 before 20:00 in Noronha', row: { phone: PE_81, at: '2026-11-24T21:59:59.999Z' } },
  {
    what: '81 at 19:30 in Recife, the municipality known',
    row: { phone: PE_81, municipality: '2611606', at: '2026-11-24T22:30:00.000Z' },
  },
  { what: '87 at 19:59:59.999 in Recife time', row: { phone: PE_87, at: '2026-11-24T22:59:59.999Z' } },
  { what: '61 at 19:59:59.999', row: { phone: '+5561987654321', at: '2026-11-24T22:59:59.999Z' } },
  { what: 'offer at 20:59:59.999', row: { phone: MG, purpose: 'oferta', at: '2026-11-24T23:59:59.999Z' } },
  {
    what: 'offer to Rio at 17:59:59.999',
    row: { phone: RJ, purpose: 'oferta', at: '2026-11-24T20:59:59.999Z' },
  },
  {
    what: 'offer on a Saturday at 10:00',
    row: { phone: MG, purpose: 'oferta', at: '2026-11-28T13:00:00.000Z' },
  },
  { what: '24 December at 13:59:59.999', row: { phone: MG, at: '2026-12-24T16:59:59.999Z' } },
  {
    what: 'service call on a Sunday under servico-diario',
    row: { phone: SP, purpose: 'servico', at: '2026-11-29T10:00:00.000Z' },
    policy: 'servico-diario',
  },
  {
    what: 'bank at 07:00 in Minas under telecobranca-banco',
    row: { phone: MG, at: '2026-11-24T10:00:00.000Z' },
    policy: 'telecobranca-banco',
  },
  {
    what: '9 July in Minas, a holiday of São Paulo alone',
    row: { phone: MG, at: '2026-07-09T14:00:00.000Z' },
  },
  {
    what: 'Bahia while São Paulo kept summer time: 19:59:59.999 in Salvador',
    row: { phone: '+5571987654321', at: '2019-01-15T22:59:59.999Z' },
  },
  {
    what: 'São Paulo in summer time at 08:00:00.000, two hours behind UTC',
    row: { phone: SP, at: '2019-01-15T10:00:00.000Z' },
  },
];

const forbidden: readonly (Edge & { readonly rule: string })[] = [
  {
    rule: 'R15',
    what: 'the Friday to which Acre moves a holiday of a Tuesday',
    row: { phone: '+5568987654321', at: '2027-06-18T16:00:00.000Z' },
  },
  { rule: 'R13', what: 'São Paulo at 07:59:59.999', row: { phone: SP, at: '2026-11-24T10:59:59.999Z' } },
  { rule: 'R13', what: 'São Paulo at 20:00:00.000', row: { phone: SP, at: '2026-11-24T23:00:00.000Z' } },
  {
    rule: 'R13',
    what: 'São Paulo on a Saturday at 14:00',
    row: { phone: SP, at: '2026-11-28T17:00:00.000Z' },
  },
  { rule: 'R13', what: 'Rio at 19:00:00.000', row: { phone: RJ, at: '2026-11-24T22:00:00.000Z' } },
  { rule: 'R13', what: 'Rio on a Saturday', row: { phone: RJ, at: '2026-11-28T14:00:00.000Z' } },
  { rule: 'R13', what: 'Alagoas on a Saturday at 14:00', row: { phone: AL, at: '2026-11-28T17:00:00.000Z' } },
  { rule: 'R13', what: 'Espírito Santo at 19:00', row: { phone: ES, at: '2026-11-24T22:00:00.000Z' } },
  { rule: 'R13', what: 'Pará at 18:00', row: { phone: PA, at: '2026-11-24T21:00:00.000Z' } },
  { rule: 'R13', what: 'Pará at 07:59:59.999', row: { phone: PA, at: '2026-11-24T10:59:59.999Z' } },
  {
    rule: 'R13',
    what: '97 when it is eight in its west',
    row: { phone: AM_97, at: '2026-11-24T13:59:59.999Z' },
  },
  { rule: 'R13', what: '97 at 19:00 in its east', row: { phone: AM_97, at: '2026-11-24T23:00:00.000Z' } },
  {
    rule: 'R13',
    what: '97 with Manaus, of 92, as the address on file: both places count',
    row: { phone: AM_97, municipality: '1302603', at: '2026-11-24T13:59:59.999Z' },
  },
  { rule: 'R13', what: '81 at 20:00 in Noronha', row: { phone: PE_81, at: '2026-11-24T22:00:00.000Z' } },
  { rule: 'R13', what: '87 at 20:00', row: { phone: PE_87, at: '2026-11-24T23:00:00.000Z' } },
  {
    rule: 'R13',
    what: 'Minas with an address in Rio: the hours of both',
    row: { phone: MG, municipality: '3304557', at: '2026-11-24T22:00:00.000Z' },
  },
  {
    rule: 'R14',
    what: 'offer at 21:00',
    row: { phone: MG, purpose: 'oferta', at: '2026-11-25T00:00:00.000Z' },
  },
  {
    rule: 'R14',
    what: 'offer to Rio at 18:00',
    row: { phone: RJ, purpose: 'oferta', at: '2026-11-24T21:00:00.000Z' },
  },
  {
    rule: 'R14',
    what: 'offer to Pará at 18:00',
    row: { phone: PA, purpose: 'oferta', at: '2026-11-24T21:00:00.000Z' },
  },
  {
    rule: 'R14',
    what: 'offer on a Saturday at 16:00',
    row: { phone: MG, purpose: 'oferta', at: '2026-11-28T19:00:00.000Z' },
  },
  { rule: 'R15', what: 'a Sunday', row: { phone: MG, at: '2026-11-29T14:00:00.000Z' } },
  { rule: 'R15', what: '20 November, Consciência Negra', row: { phone: MG, at: '2026-11-20T14:00:00.000Z' } },
  { rule: 'R15', what: 'Sexta-feira Santa of 2026', row: { phone: MG, at: '2026-04-03T14:00:00.000Z' } },
  { rule: 'R15', what: 'Carnival Tuesday of 2026', row: { phone: MG, at: '2026-02-17T14:00:00.000Z' } },
  { rule: 'R15', what: 'Corpus Christi of 2027', row: { phone: MG, at: '2027-05-27T14:00:00.000Z' } },
  { rule: 'R15', what: '24 December at 14:00', row: { phone: MG, at: '2026-12-24T17:00:00.000Z' } },
  { rule: 'R15', what: '9 July in São Paulo', row: { phone: SP, at: '2026-07-09T14:00:00.000Z' } },
  {
    rule: 'R15',
    what: '61 on 30 November: the Federal District may be meant',
    row: { phone: '+5561987654321', at: '2026-11-30T14:00:00.000Z' },
  },
  {
    rule: 'R15',
    what: '47 on 19 December: Rio Negro is in Paraná',
    row: { phone: '+5547987654321', at: '2025-12-19T14:00:00.000Z' },
  },
  {
    rule: 'R15',
    what: '49 on 11 August: Santa Catarina',
    row: { phone: '+5549987654321', at: '2026-08-11T14:00:00.000Z' },
  },
  {
    rule: 'R15',
    what: '42 on 11 August: Porto União is in Santa Catarina',
    row: { phone: '+5542987654321', at: '2026-08-11T14:00:00.000Z' },
  },
  {
    rule: 'R15',
    what: 'a service call on a Sunday under the default policy',
    row: { phone: MG, purpose: 'servico', at: '2026-11-29T14:00:00.000Z' },
  },
  {
    rule: 'R13',
    what: 'bank at 21:00 in Brasília for a number of Amazonas, 19:00 there',
    row: { phone: '+5595987654321', at: '2026-11-25T00:00:00.000Z' },
    policy: 'telecobranca-banco',
  },
  {
    rule: 'R13',
    what: '18:00 under estrita-nacional',
    row: { phone: MG, at: '2026-11-24T21:00:00.000Z' },
    policy: 'estrita-nacional',
  },
  {
    rule: 'R14',
    what: 'offer at 21:00 under probare-telemarketing',
    row: { phone: MG, purpose: 'oferta', at: '2026-11-25T00:00:00.000Z' },
    policy: 'probare-telemarketing',
  },
  {
    rule: 'R13',
    what: 'service call at 21:00 under servico-diario',
    row: { phone: SP, purpose: 'servico', at: '2026-11-25T00:00:00.000Z' },
    policy: 'servico-diario',
  },
  {
    rule: 'R13',
    what: 'Bahia while São Paulo kept summer time: 20:00 in Salvador',
    row: { phone: '+5571987654321', at: '2019-01-15T23:00:00.000Z' },
  },
  {
    rule: 'R13',
    what: 'São Paulo in summer time at 20:00, two hours behind UTC',
    row: { phone: SP, at: '2019-01-15T22:00:00.000Z' },
  },
];

describe('hours and days', () => {
  const versions = (at: string | undefined) => ({ dnc_snapshot: { sp: at ?? '', pa: at ?? '' } });
  test.each(legal)('lets pass: $what', async (edge) => {
    expect(await rulesOf(edge, versions(edge.row.at))).toEqual([]);
  });
  test.each(forbidden)('$rule finds: $what', async (edge) => {
    expect(await rulesOf(edge, versions(edge.row.at))).toEqual([edge.rule]);
  });

  test('a holiday of the municipality binds there and not next door', async () => {
    const lists = { 'municipal_holidays.csv': 'ibge,date,name\n3550308,2026-11-24,Dia da Cidade\n' };
    const call = (municipality: string) => logRow({ ...BRIEF, phone: SP, municipality });
    expect((await auditRows([call('3550308')], { lists })).rules).toEqual(['R15']);
    expect((await auditRows([call('3518800')], { lists })).rules).toEqual([]);
  });

  test('R16: a phone may ring until the closing instant and not a millisecond longer', async () => {
    const ringing = (t_end: string) =>
      logRow({ phone: SP, at: '2026-11-24T22:59:40.000Z', t_ring: '2026-11-24T22:59:41.000Z', t_end });
    expect((await auditRows([ringing('2026-11-24T23:00:00.000Z')])).rules).toEqual([]);
    expect((await auditRows([ringing('2026-11-24T23:00:00.001Z')])).rules).toEqual(['R16']);
  });
});
