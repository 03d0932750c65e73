import { z } from 'zod';
import { USER_ROLES } from '../core/access/role.js';
import { ACCESS_EVENT_WORDS } from './access-words.js';
import { passwordWire } from './session-wire.js';
import { agentIdWire, atMsWire, campaignIdWire, cnpjWire } from './wire-ids.js';

/** What is typed at the door: short, lower case, and never a path or a header of its own. */
export const userIdWire = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits or . _ @ -')
  .describe('A user');

export const teamIdWire = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits or . _ -')
  .describe('A team');

const campaignIdsWire = z
  .array(campaignIdWire)
  .max(2000)
  .nullable()
  .describe('Campaigns the team works on; null: all');

const shape = {
  name: z.string().trim().min(1).max(120),
  role: z.enum(USER_ROLES),
  teamIds: z.array(teamIdWire).max(64).nullable().describe('Teams whose agents he sees; null: all'),
  creditorCnpj: cnpjWire.describe('Whose campaigns he reads: for the role creditor, and only for it'),
  agentId: agentIdWire.nullable().describe('The agent he is: for the role agent, and only for it'),
};

export const userWire = z
  .object({
    id: userIdWire,
    ...shape,
    blocked: z.boolean(),
    mustChangePassword: z.boolean(),
    secondFactor: z.boolean(),
    provider: z.boolean().describe('Joined to somebody at the provider of identities'),
    createdAtMs: atMsWire,
  })
  .meta({ id: 'User' });
export type UserOut = z.output<typeof userWire>;

export const userListWire = z.object({ items: z.array(userWire) }).meta({ id: 'UserList' });

export const userAddWire = z
  .strictObject({
    id: userIdWire,
    ...shape,
    teamIds: shape.teamIds.default([]),
    agentId: shape.agentId.default(null),
    creditorCnpj: shape.creditorCnpj.default(''),
  })
  .meta({ id: 'UserAdd' });

export const userChangeWire = z
  .strictObject({
    ...shape,
    blocked: z.boolean(),
    unjoinProvider: z
      .literal(true)
      .describe('The next who comes by the provider of identities under this name is joined anew'),
  })
  .partial()
  .meta({ id: 'UserChange' });

export const userAddedWire = z
  .object({ user: userWire, password: z.string().describe('Good for one sign-in; shown once') })
  .meta({ id: 'UserAdded' });

export const passwordResetWire = z
  .strictObject({ dropSecondFactor: z.boolean().default(false) })
  .meta({ id: 'PasswordReset' });

export const passwordGivenWire = z
  .object({ password: z.string().describe('Good for one sign-in; shown once') })
  .meta({ id: 'PasswordGiven' });

export const teamPutWire = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    agentIds: z.array(agentIdWire).max(2000),
    campaignIds: campaignIdsWire.default(null),
  })
  .meta({ id: 'TeamPut' });

export const teamWire = z
  .object({
    id: teamIdWire,
    name: z.string(),
    agentIds: z.array(agentIdWire),
    campaignIds: campaignIdsWire,
  })
  .meta({ id: 'Team' });
export type TeamOut = z.output<typeof teamWire>;

export const teamListWire = z.object({ items: z.array(teamWire) }).meta({ id: 'TeamList' });

export const accessEventWire = z
  .object({
    atMs: atMsWire,
    kind: z.enum(ACCESS_EVENT_WORDS),
    subject: z.string().describe('A user, a team, or the name that was tried'),
    who: z.string(),
    address: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'AccessEvent' });

export const accessEventListWire = z
  .object({ items: z.array(accessEventWire) })
  .meta({ id: 'AccessEventList' });
export type AccessEventOut = z.output<typeof accessEventWire>;

/** The first admin, as he makes himself. */
export const setUpWire = z
  .strictObject({
    secret: z.string().min(1).max(128).describe('Of the link that the server printed at its start'),
    id: userIdWire,
    name: shape.name,
    password: passwordWire,
  })
  .meta({ id: 'SetUp' });

export const setUpDoneWire = z.object({ id: userIdWire }).meta({ id: 'SetUpDone' });
