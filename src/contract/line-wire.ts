import { z } from 'zod';
import { LINE_DEFAULTS, LINE_KINDS, PURPOSES } from '../core/campaign/campaign.js';
import { carrierIdWire, cnpjWire, e164Wire, versionWire } from './wire-ids.js';

const lineShape = {
  ownerCnpj: cnpjWire.describe('CNPJ of the company the number belongs to'),
  carrierId: carrierIdWire,
  service: z.enum(['STFC', 'SMP']),
};

const kind = z.enum(LINE_KINDS).describe('ddd is a geographic number, cng another código não geográfico');
const authenticated = z.boolean().describe('The carrier signs its calls (origem verificada)');
const ddds = z
  .array(z.string().regex(/^[1-9]{2}$/))
  .max(67)
  .describe('Area codes it is shown to');
const ufs = z
  .array(z.string().regex(/^[A-Z]{2}$/))
  .max(27)
  .describe('States it is shown to');
const purposes = z
  .array(z.enum(PURPOSES))
  .max(PURPOSES.length)
  .describe('Purposes it is shown for; empty is all');
const blocked = z.boolean().describe('Taken out by a person until put back');
const moreShape = { kind, authenticated, ddds, ufs, purposes, blocked };

export const linePutWire = z
  .strictObject({
    ...lineShape,
    kind: kind.default(LINE_DEFAULTS.kind),
    authenticated: authenticated.default(LINE_DEFAULTS.authenticated),
    ddds: ddds.default([]),
    ufs: ufs.default([]),
    purposes: purposes.default([]),
    blocked: blocked.default(LINE_DEFAULTS.blocked),
  })
  .meta({ id: 'LinePut' });

export const lineWire = z
  .object({ number: e164Wire, ...lineShape, ...moreShape, version: versionWire })
  .meta({ id: 'Line' });

export const lineListWire = z
  .object({ items: z.array(lineWire), next: z.string().nullable() })
  .meta({ id: 'LineList' });
export type LineOut = z.output<typeof lineWire>;
