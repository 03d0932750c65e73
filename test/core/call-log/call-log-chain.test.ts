import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { chainRow, GENESIS_HASH, hashedText } from '../../../src/core/call-log/call-log-chain.js';
import { callLogRecord } from '../../../src/core/call-log/call-log-record.js';
import { commitmentOf, ERASED_SALT } from '../../../src/core/call-log/commitment.js';
import { verifyChain } from '../../../src/core/call-log/verify-chain.js';
import { sampleRow } from '../../support/sample-row.js';

const { opening, result } = sampleRow();
const row = chainRow(opening, result, GENESIS_HASH, nodeDigest);

describe('the hash of a row', () => {
  test('stays the same for ever: rows written years ago must still verify', () => {
    expect(row.hash).toBe('beb097832921fe44a728c11391f6efb69ccff26bf98ceaf0d953b1208729ca81');
  });

  test('covers a commitment to the person, not the person', () => {
    const text = hashedText(opening, result, nodeDigest);
    for (const personal of [
      opening.phone,
      opening.cpfHash,
      `"${opening.contactId}"`,
      `"${opening.debtId}"`,
    ]) {
      expect(text).not.toContain(personal);
    }
    expect(text).toContain(nodeDigest.hmacSha256(opening.salt, opening.phone));
  });

  test('still holds when the person was erased, and the record then shows nothing of him', () => {
    const hide = (value: string): string => commitmentOf(value, opening.salt, nodeDigest);
    const erased = {
      ...row,
      opening: {
        ...opening,
        contactId: hide(opening.contactId) as typeof opening.contactId,
        cpfHash: hide(opening.cpfHash),
        debtId: hide(opening.debtId),
        phone: hide(opening.phone) as typeof opening.phone,
        salt: ERASED_SALT,
      },
    };
    expect(verifyChain([erased], nodeDigest)[0]?.broken).toBeNull();
    expect(callLogRecord(erased)).toMatchObject({ contact_id: '', cpf_hash: '', debt_id: '', phone: '' });
    const changed = { ...erased, result: { ...result, abandoned: !result.abandoned } };
    expect(verifyChain([changed], nodeDigest)[0]?.broken?.problem).toBe('content');
  });

  test('does not depend on the order of keys', () => {
    const one = { ...opening, dncSnapshot: { a: '1', b: '2' } };
    const other = { ...opening, dncSnapshot: { b: '2', a: '1' } };
    expect(hashedText(one, result, nodeDigest)).toBe(hashedText(other, result, nodeDigest));
  });

  test.each([
    ['the number', { ...row, opening: { ...opening, phone: '+5511987654322' as typeof opening.phone } }],
    ['the time of dialling', { ...row, result: { ...result, tDialMs: 1001 } }],
    ['the outcome', { ...row, result: { ...result, outcome: 'concretizada' as const } }],
    ['the disposition', { ...row, result: { ...result, disposition: 'acordo' as const } }],
    ['the line', { ...row, opening: { ...opening, line: '+551140001001' } }],
    ['the link', { ...row, prevHash: '1'.repeat(64) }],
  ])('shows that %s was tampered with', (_what, changed) => {
    expect(verifyChain([row], nodeDigest)[0]?.broken).toBeNull();
    expect(verifyChain([changed], nodeDigest)[0]?.broken).not.toBeNull();
  });
});
