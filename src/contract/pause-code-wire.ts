import { z } from 'zod';
import { PAUSE_KINDS } from '../core/pauses/pause-code.js';
import { versionWire } from './wire-ids.js';

export const pauseCodeIdWire = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_]{0,39}$/, 'must be 1 to 40 small letters, digits or _, such as ginastica_laboral')
  .describe('What the log keeps of it');

const label = z.string().trim().min(1).max(60);
const shape = {
  labelPtBr: label.describe('What agents read'),
  labelEn: label,
  kind: z.enum(PAUSE_KINDS).describe('What it is by NR-17, Anexo II'),
  paid: z.boolean(),
  planned: z.boolean().describe('Planned with the shift'),
  active: z.boolean().describe('Agents may choose it'),
};

export const pauseCodePutWire = z.strictObject(shape).meta({ id: 'PauseCodePut' });
export const pauseCodeWire = z
  .object({
    code: pauseCodeIdWire,
    ...shape,
    builtIn: z.boolean().describe('Its meaning is the program’s'),
    version: versionWire,
  })
  .meta({ id: 'PauseCode' });
export const pauseCodeListWire = z.object({ items: z.array(pauseCodeWire) }).meta({ id: 'PauseCodeList' });
export type PauseCodeOut = z.output<typeof pauseCodeWire>;
