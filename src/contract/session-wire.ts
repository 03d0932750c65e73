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
  })
  .meta({ id: 'Session' });
export type SessionOut = z.output<typeof sessionWire>;
export type PermissionWord = SessionOut['permissions'][number];
