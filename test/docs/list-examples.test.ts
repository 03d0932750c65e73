import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { openMailingFile } from '../../src/adapters/mailing-file/open-mailing-file.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { sideFilesOf } from '../../src/app/chores/side-files.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { FACT_COLUMNS, FACT_REGISTERS, readFactRow } from '../../src/core/registers/fact-row.js';
import {
  AUTHORISATION_COLUMNS,
  LIST_COLUMNS,
  readAuthorisationRow,
  readListRow,
} from '../../src/core/registers/list-row.js';
import { type RegisterCells, readRow } from '../../src/core/registers/register-cells.js';
import { findColumns, type NeededColumns } from '../../src/core/registers/register-columns.js';
import { ROOT } from './markdown-pages.js';

const FOLDER = join(ROOT, 'docs/reference/lists');

interface Kind {
  readonly needed: NeededColumns;
  readonly read: (cells: RegisterCells) => object;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...LISTS.map(
    (list) => [`${list}.csv`, { needed: LIST_COLUMNS[list], read: readListRow.bind(null, list) }] as const,
  ),
  ['sp_authorised.csv', { needed: AUTHORISATION_COLUMNS, read: readAuthorisationRow }],
  ...FACT_REGISTERS.map(
    (register) =>
      [
        `${register}.csv`,
        { needed: FACT_COLUMNS[register], read: readFactRow.bind(null, register) },
      ] as const,
  ),
]);

describe('docs/reference/lists', () => {
  it('has an example of every file and of no other', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...KINDS.keys()].sort());
  });

  it.each([...KINDS])('has an example %s of which every row can be used', async (name, { needed, read }) => {
    const source = await openMailingFile(join(FOLDER, name));
    const places = findColumns(source.headers, needed);
    const reading = {
      places,
      digest: nodeDigest,
      installationKeyHex: 'ab'.repeat(32),
      nowMs: Date.UTC(2026, 10, 22),
    };
    let rows = 0;
    for await (const line of source.lines()) {
      rows += 1;
      expect(readRow(line, source.headers, reading, read)).toHaveProperty('entry');
    }
    expect(rows).toBeGreaterThan(0);
  });
});

describe('the side files an audit reads', () => {
  const { lists, facts, callLog } = new MemoryStores();

  it.each(
    sideFilesOf({ lists, facts, reader: callLog }).map(({ name, columns }) => [name, columns] as const),
  )('%s has the columns of its schema, in their order', (name, columns) => {
    const path = join(ROOT, 'docs/reference/audit', name.replace('.csv', '.schema.json'));
    const schema = JSON.parse(readFileSync(path, 'utf8')) as { readonly properties: object };
    expect(columns).toEqual(Object.keys(schema.properties));
  });
});
