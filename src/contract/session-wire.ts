import { z } from 'zod';
import { PERMISSIONS } from '../core/access/permission.js';
import { ROLES } from '../core/access/role.js';
import { agentIdWire } from './wire-ids.js';

/** Who is at the door, and what he may. */
export const sessionWire = z
  .object({
    name: z.string().describe('The person or program'),
    role: z.enum(ROLES),
    permissions: z.array(z.enum(PERMISSIONS)),
    agentId: agentIdWire.nullable().describe('The agent this person is, or null'),
    teamIds: z.array(z.string()).nullable().describe('Teams whose agents he sees; null: all'),
    kind: z.enum(['token', 'user']),
    mustChangePassword: z.boolean().describe('Nothing else is open until the password is changed'),
    secondFactor: z.boolean(),
    hasPassword: z.boolean().describe('False for who comes by the provider of identities alone'),
  })
  .meta({ id: 'Session' });
export type SessionOut = z.output<typeof sessionWire>;
export type PermissionWord = SessionOut['permissions'][number];

export const passwordWire = z.string().min(1).max(128);

export const signInWire = z
  .strictObject({
    user: z.string().min(1).max(64),
    password: passwordWire,
    code: z.string().max(32).optional().describe('Of the authenticator, or a recovery code'),
  })
  .meta({ id: 'SignIn' });

export const passwordChangeWire = z
  .strictObject({ current: passwordWire, next: passwordWire })
  .meta({ id: 'PasswordChange' });

export const ownPasswordWire = z.strictObject({ password: passwordWire }).meta({ id: 'OwnPassword' });

export const secondFactorBegunWire = z
  .object({
    secret: z.string().describe('Base 32, for an authenticator (RFC 6238)'),
    uri: z.string().describe('otpauth: the same as a link'),
  })
  .meta({ id: 'SecondFactorBegun' });

export const secondFactorCodeWire = z
  .strictObject({ code: z.string().min(6).max(16) })
  .meta({ id: 'SecondFactorCode' });

export const recoveryCodesWire = z
  .object({ codes: z.array(z.string()).describe('Each good once; shown this once') })
  .meta({ id: 'RecoveryCodes' });

export const signInWaysWire = z
  .object({
    provider: z
      .object({ name: z.string().describe('What the house calls it; may be empty') })
      .nullable()
      .describe('The provider of identities; null: passwords alone'),
  })
  .meta({ id: 'SignInWays' });
export type SignInWaysOut = z.output<typeof signInWaysWire>;

export const signedOutWire = z
  .object({
    ok: z.literal(true),
    providerUrl: z.string().nullable().describe('Where a browser signs out at the provider as well'),
  })
  .meta({ id: 'SignedOut' });
export type SignedOutOut = z.output<typeof signedOutWire>;
