import { describe, expect, test } from 'vitest';
import { LabFateModel } from '../../../src/adapters/simulator/lab-fate-model.js';
import { parseE164 } from '../../../src/core/kernel/ids.js';

/** The table of the SIPp laboratory: first and last pair of digits, then kind, answerer or SIP code, and AMD verdict. */
const TABLE: readonly (readonly [number, number, string, string | number | null, string?])[] = [
  [0, 14, 'person', 'client', 'human'],
  [15, 24, 'person', 'third_party', 'human'],
  [25, 25, 'person', 'client', 'human'],
  [26, 27, 'hangs_up_at_once', 'client', 'human'],
  [28, 28, 'person', 'client', 'human'],
  [29, 29, 'silence', null, 'machine'],
  [30, 45, 'machine', null, 'machine'],
  [46, 46, 'machine', null, 'human'],
  [47, 47, 'fax', null, 'machine'],
  [48, 49, 'person', 'client', 'human'],
  [50, 79, 'no_answer', 480],
  [80, 84, 'busy', 486],
  [85, 92, 'invalid', 404],
  [93, 94, 'announcement', 404],
  [95, 96, 'rejected', 603],
  [97, 98, 'congestion', 503],
  [99, 99, 'unreachable', null],
];

describe('LabFateModel', () => {
  const model = new LabFateModel();
  const fateOf = (digits: number) =>
    model.fateOf(parseE164(`+55119876543${String(digits).padStart(2, '0')}`), 1);

  test('gives each of the hundred pairs of digits the fate of the laboratory', () => {
    let pairs = 0;
    for (const [first, last, kind, detail, verdict] of TABLE) {
      for (let digits = first; digits <= last; digits++) {
        const fate = fateOf(digits);
        const found = fate.answer === null ? (fate.refusal?.sipCode ?? null) : fate.answer.who;
        expect([digits, fate.kind, found, fate.answer?.amd.verdict]).toEqual([digits, kind, detail, verdict]);
        pairs += 1;
      }
    }
    expect(pairs).toBe(100);
  });

  test('rings, sends early media or stays silent as the laboratory does', () => {
    const progress = (digits: number) => fateOf(digits).progress?.code ?? null;
    expect([1, 30, 50, 75, 80, 95].map(progress)).toEqual([180, 180, 180, 180, 180, 180]);
    expect([28, 93].map(progress)).toEqual([183, 183]);
    expect([25, 85, 97, 99].map(progress)).toEqual([null, null, null, null]);
    expect(fateOf(26).answer?.hangsUpAfterMs).toBe(500);
    expect(fateOf(27).answer?.hangsUpAfterMs).toBe(3000);
    expect(fateOf(93).refusal?.afterMs).toBe(5400);
  });
});
