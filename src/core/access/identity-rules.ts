import type { UserRole } from './role.js';

/** What a provider of identities says of somebody (OpenID Connect Core §5.1, and what it adds of its own). */
export type Claims = Readonly<Record<string, unknown>>;

/** Whoever has the value in the claim of roles is this. */
export interface RoleRule {
  readonly value: string;
  readonly role: UserRole;
  /** Teams of a supervisor, beside those of the claim of teams. */
  readonly teams: readonly string[];
  readonly allTeams: boolean;
  /** Whom a creditor reads for. */
  readonly creditorCnpj: string;
}

/** How claims become users; names of claims may be paths such as `realm_access.roles`. */
export interface IdentityRules {
  readonly userClaim: string;
  readonly nameClaim: string;
  /** '' leaves role, teams and agent as they are on file. */
  readonly roleClaim: string;
  readonly roles: readonly RoleRule[];
  readonly teamClaim: string;
  readonly agentClaim: string;
}

/** What somebody is by his claims. */
export interface ClaimedEntry {
  readonly role: UserRole;
  /** Null: all. */
  readonly teamIds: readonly string[] | null;
  /** '' where no claim says it. */
  readonly agentId: string;
  readonly creditorCnpj: string;
}

export type ClaimedIdentity =
  | {
      readonly known: true;
      readonly userId: string;
      /** '' where no claim says it. */
      readonly name: string;
      /** Null where roles are not the provider's business. */
      readonly entry: ClaimedEntry | null;
    }
  | { readonly known: false; readonly why: 'no_name' | 'unverified' | 'no_role' };

/** The claim of that very name, else what the path leads to: names of claims may hold dots themselves. */
export function claimOf(claims: Claims, name: string): unknown {
  if (name === '' || Object.hasOwn(claims, name)) {
    return claims[name];
  }
  let at: unknown = claims;
  for (const step of name.split('.')) {
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as Claims)[step] : undefined;
  }
  return at;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** One word or a list of them. */
function wordsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(textOf).filter((word) => word !== '');
}

/** Who somebody is here by his claims; `teams` are the ids there are. */
export function identityOf(claims: Claims, rules: IdentityRules, teams: readonly string[]): ClaimedIdentity {
  const userId = textOf(claimOf(claims, rules.userClaim)).toLowerCase();
  if (userId === '') {
    return { known: false, why: 'no_name' };
  }
  if (rules.userClaim === 'email' && claims['email_verified'] !== true) {
    return { known: false, why: 'unverified' };
  }
  const name = textOf(claimOf(claims, rules.nameClaim)).slice(0, 120);
  if (rules.roleClaim === '') {
    return { known: true, userId, name, entry: null };
  }
  const values = wordsOf(claimOf(claims, rules.roleClaim));
  const rule = rules.roles.find(({ value }) => values.includes(value));
  if (rule === undefined) {
    return { known: false, why: 'no_role' };
  }
  return { known: true, userId, name, entry: entryOf(rule, claims, rules, teams) };
}

function entryOf(
  rule: RoleRule,
  claims: Claims,
  { teamClaim, agentClaim }: IdentityRules,
  teams: readonly string[],
): ClaimedEntry {
  const claimed = wordsOf(claimOf(claims, teamClaim));
  // A rule may name a team that was removed since: it leads nowhere, as on a user made here.
  const own = [...rule.teams, ...teams.filter((id) => claimed.includes(id))];
  return {
    role: rule.role,
    teamIds: rule.role !== 'supervisor' || rule.allTeams ? null : [...new Set(own)],
    agentId: rule.role === 'agent' ? textOf(claimOf(claims, agentClaim)) : '',
    creditorCnpj: rule.role === 'creditor' ? rule.creditorCnpj : '',
  };
}
