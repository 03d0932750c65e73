import { expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { makeChainVerifier, verifyChain } from '../../../src/core/call-log/verify-chain.js';
import { callLogChain } from '../../support/call-log-row-of.js';

test('whole chains hold, also when they come mixed', () => {
  const [a, b] = [callLogChain(3, 'a'), callLogChain(2, 'b')];
  const verdicts = verifyChain([a[0]!, b[0]!, a[1]!, a[2]!, b[1]!], nodeDigest);
  expect(verdicts).toEqual([
    { chainId: 'a', rows: 3, lastHash: a[2]!.hash, broken: null },
    { chainId: 'b', rows: 2, lastHash: b[1]!.hash, broken: null },
  ]);
});

test('a changed row is named as the first whose content does not hold', () => {
  const rows = callLogChain(4).map((row, n) =>
    n === 2 ? { ...row, result: { ...row.result, abandoned: true } } : row,
  );
  expect(verifyChain(rows, nodeDigest)[0]?.broken).toEqual({
    position: 3,
    attemptId: 'e1-3',
    problem: 'content',
  });
});

test('a row left out breaks the link of the next, at the beginning too', () => {
  const [one, two, three] = callLogChain(3);
  expect(verifyChain([one!, three!], nodeDigest)[0]?.broken).toEqual({
    position: 2,
    attemptId: 'e1-3',
    problem: 'link',
  });
  expect(verifyChain([two!, three!], nodeDigest)[0]?.broken).toEqual({
    position: 1,
    attemptId: 'e1-2',
    problem: 'link',
  });
});

test('a part of a chain is not blamed for what lies before it, nor one campaign for the rows of others', () => {
  const [one, two, three] = callLogChain(3);
  const later = makeChainVerifier(nodeDigest, { fromGenesis: false, linked: true });
  later.add(two!);
  later.add(three!);
  expect(later.verdicts()[0]?.broken).toBeNull();
  const campaign = makeChainVerifier(nodeDigest, { fromGenesis: false, linked: false });
  campaign.add(one!);
  campaign.add(three!);
  expect(campaign.verdicts()[0]?.broken).toBeNull();
});
