import { z } from 'zod';
import { carrierIdWire, cnpjWire, e164Wire } from './wire-ids.js';

const lineShape = {
  ownerCnpj: cnpjWire.describe('CNPJ of the company the number belongs to'),
  carrierId: carrierIdWire,
  service: z.enum(['STFC', 'SMP']),
};

export const linePutWire = z.strictObject(lineShape).meta({ id: 'LinePut' });

export const lineWire = z.object({ number: e164Wire, ...lineShape }).meta({ id: 'Line' });

export const lineListWire = z
  .object({ items: z.array(lineWire), next: z.string().nullable() })
  .meta({ id: 'LineList' });
