import { describe, expect, test } from 'vitest';
import { askGate, type DialQuestion, isLoopback } from '../../../src/core/gate/dial-gate.js';
import { parseCampaignId, parseContactId, parseE164, parseMailingId } from '../../../src/core/kernel/ids.js';
import { testCampaign, testLine, testTrunk } from '../../support/world.js';

const phone = parseE164('+5511987654321');

function question(change: Partial<DialQuestion> = {}): DialQuestion {
  return {
    campaign: testCampaign(),
    contact: {
      id: parseContactId('p1'),
      campaignId: parseCampaignId('c1'),
      mailingId: parseMailingId('m1'),
      name: '',
      cpfHash: '',
      debtId: '',
      segment: '',
      municipality: '',
      fields: {},
      phones: [{ number: phone, dropped: false }],
      phoneIndex: 0,
      attempts: 0,
      freeAttempts: 0,
      sameReasonAttempts: 0,
      lastReason: '',
      nextAtMs: 0,
      salt: '',
    },
    phone,
    trunk: testTrunk('t1'),
    line: testLine('+551140001000'),
    ...change,
  };
}

function rule(change: Partial<DialQuestion>): string | null {
  const verdict = askGate(question(change));
  return verdict.allowed ? null : verdict.rule;
}

describe('the dial gate', () => {
  test('lets a real contact out by a real trunk', () => {
    expect(askGate(question())).toEqual({ allowed: true });
  });

  test('never lets a demo contact out by a real trunk, nor a real one by a demo trunk', () => {
    const demo = testCampaign({ demo: true });
    const inside = testTrunk('demo', 'oper', { kind: 'demo' });
    expect(rule({ campaign: demo })).toBe('demo_trunk');
    expect(rule({ trunk: inside })).toBe('demo_trunk');
    expect(rule({ campaign: demo, trunk: inside })).toBeNull();
    const outside = testTrunk('demo', 'oper', { kind: 'demo', host: 'sip.example.com' });
    expect(rule({ campaign: demo, trunk: outside })).toBe('demo_trunk');
  });

  test('refuses a number that cannot exist, a dropped phone and a line of another carrier', () => {
    expect(rule({ phone: parseE164('+5520987654321') })).toBe('number');
    expect(rule({ phone: parseE164('+12125550123') })).toBe('number');
    const { contact } = question();
    expect(rule({ contact: { ...contact, phones: [{ number: phone, dropped: true }] } })).toBe(
      'phone_dropped',
    );
    expect(rule({ line: testLine('+551140001000', 'outra') })).toBe('line_carrier');
  });

  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'])('%s stays on the machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each(['127.0.0.1.example.com', '10.0.0.1', '0.0.0.0', 'localhost.example.com', '', '1127.0.0.1'])(
    '%s does not',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
