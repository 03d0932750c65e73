import { z } from 'zod';
import { TOKEN_ROLES } from '../core/access/role.js';
import { atMsWire } from './wire-ids.js';

export const tokenWire = z
  .object({
    id: z.string(),
    label: z.string().describe('The person or program it was issued to'),
    role: z.enum(TOKEN_ROLES),
    createdAtMs: atMsWire,
    revoked: z.boolean(),
  })
  .meta({ id: 'Token' });

export const tokenListWire = z.object({ items: z.array(tokenWire) }).meta({ id: 'TokenList' });

export const tokenIssueWire = z
  .strictObject({
    label: z.string().trim().min(1).max(80).describe('The person; changes of policy bear this name'),
    role: z
      .enum(TOKEN_ROLES)
      .describe('viewer: sees, persons masked; supervisor: runs campaigns; admin: policies, tokens, persons'),
  })
  .meta({ id: 'TokenIssue' });

export const tokenIssuedWire = z
  .object({ token: tokenWire, secret: z.string().describe('Shown once; nobody can read it again') })
  .meta({ id: 'TokenIssued' });
