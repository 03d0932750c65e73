import { z } from 'zod';
import { parseDaySpan } from '../core/compliance/clock-time.js';

const span = z
  .string()
  .refine((text) => parseDaySpan(text) !== null, 'must be a span such as 08:00-20:00')
  .nullable()
  .describe('As 08:00-20:00; null is never');

/** Hours of a week by Brasília's clock. */
export const weekHoursWire = z.strictObject({ weekday: span, saturday: span, sunday: span });
