import { describe, expect, it } from 'vitest';
import { claimOf, type IdentityRules, identityOf } from '../../../src/core/access/identity-rules.js';

const RULES: IdentityRules = {
  userClaim: 'preferred_username',
  nameClaim: 'name',
  roleClaim: 'realm_access.roles',
  teamClaim: 'teams',
  agentClaim: 'agent',
  roles: [
    { value: 'chief', role: 'admin', teams: [], allTeams: false, creditorCnpj: '' },
    { value: 'lead', role: 'supervisor', teams: ['north'], allTeams: false, creditorCnpj: '' },
    { value: 'all', role: 'supervisor', teams: [], allTeams: true, creditorCnpj: '' },
    { value: 'voice', role: 'agent', teams: [], allTeams: false, creditorCnpj: '' },
    { value: 'bank', role: 'creditor', teams: [], allTeams: false, creditorCnpj: '11222333000181' },
  ],
};
const TEAMS = ['north', 'south'];

const as = (roles: unknown, more: object = {}) =>
  identityOf({ preferred_username: 'Vera ', realm_access: { roles }, ...more }, RULES, TEAMS);

const entryAs = (roles: unknown, more: object = {}) => {
  const identity = as(roles, more);
  return identity.known ? identity.entry : identity.why;
};

describe('claims', () => {
  it('make a user in lower case, with the name for people where there is one', () => {
    expect(as(['chief'], { name: 'Vera Lima' })).toMatchObject({ userId: 'vera', name: 'Vera Lima' });
    expect(as(['chief'])).toMatchObject({ userId: 'vera', name: '' });
    expect(identityOf({ name: 'x' }, RULES, TEAMS)).toEqual({ known: false, why: 'no_name' });
    expect(identityOf({ preferred_username: 7 }, RULES, TEAMS)).toEqual({ known: false, why: 'no_name' });
  });

  it('give the role of the first rule that fits, whatever the order they are told in', () => {
    expect(entryAs(['lead', 'chief'])).toMatchObject({ role: 'admin', teamIds: null });
    expect(entryAs('lead')).toMatchObject({ role: 'supervisor' });
    for (const none of [[], ['other'], undefined, null, 7, { lead: true }]) {
      expect(entryAs(none)).toBe('no_role');
    }
  });

  it('give a supervisor the teams of the rule and of the claim that there are, or all where the rule says so', () => {
    expect(entryAs('lead')).toMatchObject({ teamIds: ['north'] });
    expect(entryAs('lead', { teams: ['south', 'north', 'gone'] })).toMatchObject({
      teamIds: ['north', 'south'],
    });
    expect(entryAs('all', { teams: ['south'] })).toMatchObject({ teamIds: null });
    expect(entryAs('voice', { teams: ['south'] })).toMatchObject({ teamIds: null });
  });

  it('give agent and creditor to those roles alone', () => {
    expect(entryAs('voice', { agent: 'a1' })).toMatchObject({ agentId: 'a1', creditorCnpj: '' });
    expect(entryAs('chief', { agent: 'a1' })).toMatchObject({ agentId: '' });
    expect(entryAs('bank')).toMatchObject({ creditorCnpj: '11222333000181' });
  });

  it('leave role and teams alone where no claim of roles is named', () => {
    const identity = identityOf({ preferred_username: 'vera' }, { ...RULES, roleClaim: '' }, TEAMS);
    expect(identity).toEqual({ known: true, userId: 'vera', name: '', entry: null });
  });

  it('name nobody by an e-mail that the provider does not call verified', () => {
    const rules = { ...RULES, userClaim: 'email', roleClaim: '' };
    const email = 'vera@example.com';
    expect(identityOf({ email }, rules, TEAMS)).toEqual({ known: false, why: 'unverified' });
    expect(identityOf({ email, email_verified: 'true' }, rules, TEAMS)).toMatchObject({ known: false });
    expect(identityOf({ email, email_verified: true }, rules, TEAMS)).toMatchObject({ userId: email });
  });

  it('are found by their own name first, dots and all, and never in what every object has', () => {
    expect(claimOf({ 'https://x.example/roles': ['a'] }, 'https://x.example/roles')).toEqual(['a']);
    expect(claimOf({ a: { b: 1 }, 'a.b': 2 }, 'a.b')).toBe(2);
    expect(claimOf({ a: null }, 'a.b')).toBeUndefined();
    expect(claimOf({}, 'constructor.name')).toBeUndefined();
    expect(claimOf({}, '')).toBeUndefined();
  });
});
