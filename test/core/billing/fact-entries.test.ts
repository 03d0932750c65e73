import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/core/billing/canonical-json.js';
import { documentOfFacts, factEntriesOf } from '../../../src/core/billing/fact-entries.js';
import { parseFacts } from '../../../src/core/billing/parse-facts.js';
import { STATEMENT_STATES, STATEMENT_TABLE, stepOf } from '../../../src/core/billing/statement.js';
import { BILLING_MONTHS } from '../../support/billing-months.js';

const EXAMPLE = new URL('../../../docs/reference/billing/facts-example.json', import.meta.url);
const DOCUMENTS: readonly (readonly [string, unknown])[] = [
  ['the published example', JSON.parse(readFileSync(EXAMPLE, 'utf8'))],
  ...BILLING_MONTHS.map(({ contract, facts }) => [contract, facts] as const),
];

const digest = (document: unknown): string => canonicalJson(parseFacts(document), true);

describe.each(DOCUMENTS)('facts one by one: %s', (_name, document) => {
  it('make the same document again, told once or twice', () => {
    const entries = factEntriesOf(document);
    expect(digest(documentOfFacts(entries))).toBe(digest(document));
    expect(digest(documentOfFacts([...entries, ...entries]))).toBe(digest(document));
  });
});

describe('a fact told again', () => {
  it('stands in the place of the one before, and can be taken back', () => {
    const told = (agreed: string) =>
      factEntriesOf({ hours: [{ period: '2026-10', role: 'senior', agreed }], contractIds: [''] });
    const entries = [...told('10'), ...told('12.5')];
    expect(documentOfFacts(entries)).toEqual({
      hours: [{ period: '2026-10', role: 'senior', agreed: '12.5' }],
      contractIds: [''],
    });
    const gone = { list: 'hours', key: '2026-10 senior', fact: null };
    expect(documentOfFacts([...entries, gone])).toEqual({ hours: [], contractIds: [''] });
  });
});

describe('the table of statements', () => {
  it('lets nothing lead out of approved and replaced, and every state be reached', () => {
    const reached = new Set([
      'draft',
      ...Object.values(STATEMENT_TABLE).flatMap((moves) => Object.values(moves)),
    ]);
    expect([...reached].sort()).toEqual([...STATEMENT_STATES].sort());
    expect([STATEMENT_TABLE.approved, STATEMENT_TABLE.replaced]).toEqual([{}, {}]);
  });

  it('says what a statement takes when it refuses', () => {
    const draft = { id: 's', state: 'draft', madeBy: 'ana', steps: [] } as const;
    expect(() => stepOf(draft, { move: 'approve', by: 'bia', why: '' }, 0)).toThrow('only submit');
    expect(() => stepOf({ ...draft, state: 'approved' }, { move: 'submit', by: 'bia', why: '' }, 0)).toThrow(
      'the next version',
    );
  });
});
