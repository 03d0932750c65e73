import { describe, expect, it } from 'vitest';
import { factsLeftBy, protocolOf } from '../../../../src/core/compliance/facts/facts-left-by.js';
import { isProtocol, protocolFor } from '../../../../src/core/compliance/facts/protocol.js';
import { parseAttemptId } from '../../../../src/core/kernel/ids.js';
import { makeSeededRng, newTimeOrderedId } from '../../../../src/core/kernel/rng.js';
import { anOpening, aResult, NOON } from '../../../support/samples.js';

const OPENING = anOpening('018f0000aaaa0123456789ab');
const disposed = (disposition: ReturnType<typeof aResult>['disposition']) =>
  aResult({ disposition, tAnswerMs: NOON, tAgentMs: NOON, tEndMs: NOON + 30_000, tWrapEndMs: NOON + 45_000 });

describe('the facts an attempt leaves', () => {
  it('keeps a wrong person from the disposition on, with number, CPF and protocol', () => {
    expect(factsLeftBy(OPENING, disposed('nao_conhece'))).toEqual([
      {
        kind: 'wrong_person',
        phone: OPENING.phone,
        cpfHash: OPENING.cpfHash,
        sinceMs: NOON + 45_000,
        attemptId: OPENING.attemptId,
        protocol: protocolOf(OPENING),
      },
    ]);
  });

  it('keeps an opt-out for the purpose of the call', () => {
    expect(factsLeftBy(OPENING, disposed('opt_out'))).toMatchObject([
      { kind: 'opt_out', phone: OPENING.phone, cpfHash: OPENING.cpfHash, purpose: 'cobranca' },
    ]);
  });

  it('keeps what the key of the drop message said, and says it once', () => {
    const keyed = factsLeftBy(OPENING, aResult({ tMessageMs: NOON, abandoned: true }), true);
    expect(keyed).toMatchObject([{ kind: 'opt_out', purpose: 'cobranca', sinceMs: NOON + 20_000 }]);
    expect(factsLeftBy(OPENING, disposed('opt_out'), true)).toHaveLength(1);
  });

  it.each([
    ['acordo', 'agreed_current'],
    ['pago', 'paid'],
  ] as const)('takes %s for a debt that is %s', (disposition, state) => {
    expect(factsLeftBy(OPENING, disposed(disposition))).toMatchObject([
      { kind: 'debt', debtId: 'D-1', state, sinceMs: NOON + 45_000 },
    ]);
  });

  it('leaves no debt fact where there is no debt, and nothing at all after other words', () => {
    expect(factsLeftBy(anOpening('a', { debtId: '' }), disposed('pago'))).toEqual([]);
    expect(factsLeftBy(OPENING, disposed('promessa'))).toEqual([]);
    expect(factsLeftBy(OPENING, disposed(''))).toEqual([]);
  });
});

describe('a protocol number', () => {
  it("begins with Brasília's date and is all digits", () => {
    const lateEvening = Date.UTC(2026, 2, 11, 1);
    expect(protocolFor(OPENING.attemptId, lateEvening)).toMatch(/^20260310\d{13}$/);
  });

  it('is another one for each of a hundred thousand attempts of a day', () => {
    const rng = makeSeededRng('protocols');
    const protocols = new Set<string>();
    for (let index = 0; index < 100_000; index += 1) {
      protocols.add(protocolFor(parseAttemptId(newTimeOrderedId(NOON + index, rng)), NOON));
    }
    expect(protocols.size).toBe(100_000);
  });

  it('shows when one digit was read back wrong', () => {
    const protocol = protocolOf(OPENING);
    expect(isProtocol(protocol)).toBe(true);
    expect(isProtocol(protocol.replace(/(\d{4})(?=\d)/g, '$1 '))).toBe(true);
    for (let at = 0; at < protocol.length; at += 1) {
      const wrong = `${protocol.slice(0, at)}${(Number(protocol[at]) + 1) % 10}${protocol.slice(at + 1)}`;
      expect(isProtocol(wrong)).toBe(false);
    }
  });
});
