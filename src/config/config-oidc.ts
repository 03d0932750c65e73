import { z } from 'zod';
import { USER_ROLES } from '../core/access/role.js';

const address = z
  .string()
  .refine((text) => text === '' || URL.canParse(text), 'must be an address such as https://login.example.com')
  .default('');
const claim = z.string().max(200);

const roleRule = z.strictObject({
  value: z.string().min(1).max(256).describe('A value of `role_claim`, such as a group of the directory.'),
  role: z.enum(USER_ROLES).describe('What whoever has it is here.'),
  teams: z.array(z.string().min(1).max(64)).max(64).default([]).describe('Teams of a supervisor.'),
  all_teams: z.boolean().default(false).describe('A supervisor of all teams.'),
  creditor_cnpj: z
    .string()
    .regex(/^([0-9]{14})?$/, 'must be a CNPJ, 14 digits in quotes')
    .default('')
    .describe('Whom a creditor reads for.'),
});

/** Sign-in at a provider of identities. */
export const oidc = z
  .strictObject({
    issuer: address.describe(
      'Issuer of an OpenID Connect provider, such as `https://login.example.com/realms/centre`; empty: passwords alone.',
    ),
    client_id: z.string().max(256).default('').describe('This installation at the provider.'),
    client_secret_file: z
      .string()
      .default('')
      .describe('File with the secret of that client; empty for a public client, which PKCE alone guards.'),
    public_url: address.describe(
      'Address people open Cadência at, such as `https://cadencia.example.com`. Register `<public_url>/v1/oidc/callback` at the provider, `<public_url>/app/` for after signing out, and `<public_url>/v1/oidc/back-channel-logout`.',
    ),
    name: z.string().max(60).default('').describe('What the button of the sign-in page calls it.'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'must be a scope'))
      .max(20)
      .default(['openid', 'profile', 'email'])
      .describe('Scopes asked for; `openid` must be among them.'),
    user_claim: claim
      .min(1)
      .default('preferred_username')
      .describe(
        'Claim with the name a user has here, in lower case. It joins a user to the provider once; choose one its owner cannot change. `email` counts only when verified.',
      ),
    name_claim: claim.default('name').describe('Claim with the name for people.'),
    role_claim: claim
      .default('')
      .describe(
        'Claim with roles or groups, or a path such as `realm_access.roles`; empty: roles stay what an admin set.',
      ),
    roles: z
      .array(roleRule)
      .max(100)
      .default([])
      .describe('What its values mean; the first that somebody has counts, and nobody comes in by none.'),
    team_claim: claim
      .default('')
      .describe('Claim with ids of teams of a supervisor; unknown ones are passed over.'),
    agent_claim: claim.default('').describe('Claim with the id of the agent somebody is.'),
    create_users: z
      .boolean()
      .default(false)
      .describe('Make a user of whoever comes with a role; else an admin makes them first.'),
    deadline_seconds: z
      .number()
      .int()
      .min(1)
      .max(15)
      .default(5)
      .describe('The provider answers within this.'),
  })
  .prefault({})
  .describe('Sign-in at an OpenID Connect provider, beside passwords ([access](../access.md)).');
