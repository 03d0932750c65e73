/**
 * What a person or program at the door is (src/api/auth/permissions.ts says what each may). `viewer` is of tokens alone:
 * figures for a program or a wall, nobody's name. `creditor` is whom the debts belong to: his own campaigns, to read.
 */
export const ROLES = [
  'viewer',
  'agent',
  'supervisor',
  'telecom',
  'compliance',
  'auditor',
  'creditor',
  'admin',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles a token may have: each may do what the one before may, and more. */
export const TOKEN_ROLES = ['viewer', 'supervisor', 'admin'] as const satisfies readonly Role[];
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** Roles a person who signs in may have. */
export const USER_ROLES = [
  'agent',
  'supervisor',
  'telecom',
  'compliance',
  'auditor',
  'creditor',
  'admin',
] as const satisfies readonly Role[];
export type UserRole = (typeof USER_ROLES)[number];
