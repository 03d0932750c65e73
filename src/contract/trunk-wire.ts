import { z } from 'zod';
import { TRUNK_DEFAULTS, TRUNK_ROLES } from '../core/campaign/campaign.js';
import { weekHoursWire } from './hours-wire.js';
import { carrierIdWire, trunkIdWire } from './wire-ids.js';

const trunkShape = {
  carrierId: carrierIdWire,
  kind: z.enum(['demo', 'sip']),
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an address, without port or scheme'),
  port: z.number().int().min(1).max(65_535),
  channels: z.number().int().min(0).max(100_000).describe('Most calls at once'),
  cps: z.number().min(0).max(10_000).describe('Most new calls a second'),
  weight: z.number().min(0).max(1_000_000).describe('Share of the traffic among trunks that fit'),
};

const waysShape = {
  service: z.enum(['STFC', 'SMP']).describe('A mobile number is shown only by SMP'),
  role: z.enum(TRUNK_ROLES).describe('contingency is used only when no normal trunk has room or works'),
  schedule: weekHoursWire
    .nullable()
    .describe("Hours by Brasília's clock in which it may be used; null is always"),
};

export const trunkPutWire = z
  .strictObject({
    ...trunkShape,
    service: waysShape.service.default(TRUNK_DEFAULTS.service),
    role: waysShape.role.default(TRUNK_DEFAULTS.role),
    schedule: waysShape.schedule.default(TRUNK_DEFAULTS.schedule),
  })
  .meta({ id: 'TrunkPut' });

export const trunkWire = z
  .object({ id: trunkIdWire, ...trunkShape, ...waysShape, inUse: z.number().int().nullable() })
  .meta({ id: 'Trunk' });

export type TrunkOut = z.output<typeof trunkWire>;

export const trunkListWire = z.object({ items: z.array(trunkWire) }).meta({ id: 'TrunkList' });
