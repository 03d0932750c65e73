import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

const archivedFile = {
  day: z.string().describe('UTC'),
  log: z.enum(['attempts', 'decisions']),
  file: z.string().describe("In `archive/` of the data folder; '' where the rows were not kept"),
  rows: z.number().int(),
  sha256: z.string().describe('Of the file, as its sealed anchor has it'),
};

export const archiveStateWire = z
  .object({
    days: z.array(z.string()).describe('UTC days whose rows are in the database'),
    rowsBeforeMs: atMsWire
      .nullable()
      .describe('Days before are past their term; null: rows are kept for ever'),
    clearBeforeMs: atMsWire.describe('Calls and decisions of days before are anonymised'),
    recordingsBeforeMs: atMsWire.describe('Recordings of days before are removed'),
    archived: z.array(z.object(archivedFile)),
  })
  .meta({ id: 'ArchiveState' });

export const archiveOrderWire = z
  .strictObject({ day: z.iso.date().optional().describe('UTC; every archived day without it') })
  .meta({ id: 'ArchiveOrder' });

export const archiveRestoreWire = z
  .strictObject({ day: z.iso.date().describe('UTC') })
  .meta({ id: 'ArchiveRestore' });

export const archiveChecksWire = z
  .object({
    files: z.array(
      z.object({
        ...archivedFile,
        verdict: z
          .enum(['holds', 'not_kept', 'missing', 'changed', 'seal', 'content', 'link', 'count'])
          .describe(
            'missing: no such file; changed: not the bytes that were sealed; seal: the anchor is not sealed with the ' +
              'installation’s key; content, link, count: rows that are not what was hashed, that do not follow one ' +
              'another, that lack',
          ),
        at: z.string().describe('The row or the chain at fault'),
      }),
    ),
  })
  .meta({ id: 'ArchiveChecks' });
