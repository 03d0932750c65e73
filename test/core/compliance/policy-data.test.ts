import { describe, expect, it } from 'vitest';
import { parsePolicy, parsePolicyText } from '../../../src/core/compliance/parse-policy.js';
import { type Policy, rulesOfKind } from '../../../src/core/compliance/policy.js';
import { decideProposal, proposePolicy } from '../../../src/core/compliance/policy-proposal.js';
import { BRASIL_2026 } from '../../../src/core/compliance/presets/brasil-2026.js';
import { PRESETS } from '../../../src/core/compliance/presets/find-preset.js';
import { RULE_IDS } from '../../../src/core/compliance/rule-id.js';
import { requireLaw } from '../../../src/core/compliance/tighten-policy.js';
import { DAY } from '../../../src/core/kernel/time.js';

const overlay = (changes: unknown, more: object = {}) => ({
  id: 'acme',
  version: '7',
  base: 'brasil-2026',
  changes,
  ...more,
});
const change = (key: string, set: object) => overlay([{ key, set }]);

describe('the presets', () => {
  it('hold all forty-seven rules and what the gate adds', () => {
    const ids = new Set(BRASIL_2026.rules.map(({ id }) => id));
    expect(RULE_IDS.filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(PRESETS.map((preset) => [preset.id, preset] as const))(
    '%s names each provision once and leaves no law out',
    (_, preset) => {
      expect(new Set(preset.rules.map(({ key }) => key)).size).toBe(preset.rules.length);
      expect(() => requireLaw(BRASIL_2026, preset)).not.toThrow();
    },
  );

  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s survives its own JSON', (_, preset) => {
    expect(parsePolicyText(JSON.stringify(preset)).policy).toEqual(preset);
  });

  it('cite an act for every rule', () => {
    expect(BRASIL_2026.rules.filter(({ source }) => source.act === '')).toEqual([]);
  });
});

describe('tightening', () => {
  it.each([
    ['R13.SP', { weekday: '09:00-18:00' }],
    ['R13.SP', { saturday: null }],
    ['R17', { leadDays: 0 }],
    ['R17', { honoursAuthorisation: false }],
    ['R01', { calls: 80_000 }],
    ['R03', { stopShare: 0.5 }],
    ['R42', { hours: 5 }],
    ['R06', { months: 6 }],
  ])('takes %s %j', (key, set) => {
    const { policy, loosened } = parsePolicy(change(key, set));
    expect(policy.rules.find((rule) => rule.key === key)?.parameters).toMatchObject(set);
    expect(loosened).toEqual([]);
  });

  it.each([
    ['R13.SP', { weekday: '08:00-20:01' }, 'SP Lei 15.426/2014, art. 2'],
    ['R13.SP', { sunday: '10:00-12:00' }, 'SP Lei 15.426/2014'],
    ['R13.SP', { zone: 'America/Sao_Paulo' }, 'SP Lei 15.426/2014'],
    ['R15.states', { municipal: false }, 'SP Lei 15.426/2014'],
    ['R17', { leadDays: 31 }, 'SP Lei 13.226/2008'],
    ['R18', { byPerson: false }, 'PA Lei 9.263/2021'],
    ['R19', { honoursAuthorisation: true }, 'Anatel 48/2025'],
    ['R01', { share: 0.9 }, 'Anatel 22/2024'],
    ['R01', { shortSeconds: 3 }, 'Anatel 22/2024'],
    ['R04', { calls: 500_001 }, 'Anatel 787/2025'],
    ['R06', { months: 2 }, 'Anatel 787/2025'],
    ['R42', { hours: 7 }, 'NR-17'],
  ])('refuses %s %j and cites %s', (key, set, act) => {
    expect(() => parsePolicy(change(key, set))).toThrow(
      expect.objectContaining({ code: 'DLR_POLICY_WIDENED' }),
    );
    expect(() => parsePolicy(change(key, set))).toThrow(act);
  });

  it('lets a client loosen what is not law, and says so', () => {
    const { loosened } = parsePolicy(change('R24', { perNumberDay: 3 }));
    expect(loosened).toEqual(['R24']);
  });

  it('adds provisions of the client’s own', () => {
    const added = {
      id: 'R13',
      key: 'R13.bank',
      kind: 'hours',
      source: { act: 'Contract 12/2026' },
      basis: 'padrao',
      validFrom: '2026',
      parameters: { zone: 'local', weekday: '10:00-16:00', saturday: null, sunday: null },
    };
    const { policy } = parsePolicy(overlay([], { add: [added] }));
    expect(rulesOfKind(policy, 'hours').map(({ key }) => key)).toContain('R13.bank');
  });

  it('refuses a whole policy that leaves a law out, narrows its reach or only warns', () => {
    const without = (rules: Policy['rules']) => ({ ...BRASIL_2026, id: 'own', rules });
    const sp = BRASIL_2026.rules.find(({ key }) => key === 'R13.SP');
    const others = BRASIL_2026.rules.filter(({ key }) => key !== 'R13.SP');
    expect(() => parsePolicy(without(others))).toThrow('cannot be left out');
    const narrowed = { ...sp, scope: { ...sp?.scope, ufs: ['RJ'] } };
    expect(() => parsePolicy({ ...without([]), rules: [...others, narrowed] })).toThrow(
      'ufs may only be tightened',
    );
    expect(() => parsePolicy({ ...without([]), rules: [...others, { ...sp, severity: 'warn' }] })).toThrow(
      'severity',
    );
    expect(() => parsePolicy({ ...without([]), rules: [...others, { ...sp, validTo: '2026' }] })).toThrow(
      'validity',
    );
  });
});

describe('reading a policy', () => {
  it.each([
    [{ version: '1' }, '$.id'],
    [{ ...overlay([]), colour: 'red' }, '$.colour'],
    [overlay([{ key: 'R99', set: {} }]), '$.changes[0].key'],
    [change('R24', { perWeek: 3 }), '$.changes[0].set.perWeek'],
    [change('R24', { perNumberDay: '2' }), '$.changes[0].set.perNumberDay'],
    [change('R24', { perNumberDay: -1 }), '$.changes[0].set.perNumberDay'],
    [change('R24', { perNumberDay: Number.NaN }), '$.changes[0].set.perNumberDay'],
    [change('R13.SP', { weekday: '20:00-08:00' }), '$.changes[0].set.weekday'],
    [overlay([], { base: 'brasil-1999' }), '$.base'],
    [overlay([], { validFrom: '22/11/2026' }), '$.validFrom'],
    [overlay([], { add: [{ id: 'R13' }] }), '$.add[0].kind'],
    [overlay({}), '$.changes'],
    ['text', '$'],
  ])('names the place of a mistake: %j', (json, path) => {
    expect(() => parsePolicy(json)).toThrow(
      expect.objectContaining({ code: 'DLR_POLICY_INVALID', fields: { path } }),
    );
  });

  it('says that a text is no JSON', () => {
    expect(() => parsePolicyText('{')).toThrow('is not JSON');
  });
});

describe('a change of policy', () => {
  const proposal = proposePolicy(
    {
      id: 'p1',
      replaces: null,
      policy: BRASIL_2026,
      loosened: [],
      reason: 'first policy',
      proposedBy: 'ana',
    },
    0,
  );
  const decide = (decidedBy: string, nowMs = 1, inForce: Policy | null = null) =>
    decideProposal(proposal, { approve: true, decidedBy, inForce }, nowMs);

  it('is approved by another person and keeps both names', () => {
    expect(decide('bruno')).toMatchObject({
      state: 'approved',
      proposedBy: 'ana',
      decidedBy: 'bruno',
      decidedAtMs: 1,
    });
  });

  it.each(['ana', ' Ana ', ''])('is not approved by the one who proposed it, nor by nobody (%j)', (who) => {
    expect(() => decide(who)).toThrow(expect.objectContaining({ code: 'DLR_POLICY_FOUR_EYES' }));
  });

  it('is withdrawn by the one who proposed it', () => {
    const rejected = decideProposal(proposal, { approve: false, decidedBy: 'ana', inForce: null }, 1);
    expect(rejected.state).toBe('rejected');
  });

  it('is refused twice, when it is old, and when the policy in force is another by now', () => {
    const conflict = expect.objectContaining({ code: 'DLR_STATE_CONFLICT' });
    expect(() =>
      decideProposal(decide('bruno'), { approve: true, decidedBy: 'caio', inForce: null }, 2),
    ).toThrow(conflict);
    expect(() => decide('bruno', 31 * DAY)).toThrow(conflict);
    expect(() => decide('bruno', 1, BRASIL_2026)).toThrow(conflict);
  });

  it('needs a reason', () => {
    expect(() => proposePolicy({ ...proposal, reason: ' ' }, 0)).toThrow('reason');
  });
});
