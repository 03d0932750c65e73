import { z } from 'zod';
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

export const trunkPutWire = z.strictObject(trunkShape).meta({ id: 'TrunkPut' });

export const trunkWire = z
  .object({ id: trunkIdWire, ...trunkShape, inUse: z.number().int().nullable() })
  .meta({ id: 'Trunk' });

export const trunkListWire = z.object({ items: z.array(trunkWire) }).meta({ id: 'TrunkList' });
