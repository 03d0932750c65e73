import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSql, unusedBuilt } from '../../scripts/check-sql.mjs';
import { plantTree } from './planted-tree.js';

const STORE = 'src/adapters/postgres/a.ts';
const findingsOf = (text: string, file = STORE) => checkSql(plantTree({ [file]: `\n${text}\n` })).findings;

describe('what reaches SQL', () => {
  it('is parameters and constants in this repository, and no exception is left unused', () => {
    const { findings, used } = checkSql(join(import.meta.dirname, '../..'));
    expect(findings).toEqual([]);
    expect(unusedBuilt(used)).toEqual([]);
  });

  it.each([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the planted sources are templates themselves.
    'const a = `select * from users where id = ${id}`;',
    "const a = `select * from users where id = '${id}'`;",
    'const a = `\n  update users set name = ${name}`;',
    'const a = `${head} where id = ${id}`;',
    'const a = `${make(`select ${id}`)}`;',
    'const a = `delete from ${tableOf(name)}`;',
    'const a = `select ${COLUMNS.filter((one) => one !== id).join()} from users`;',
    "const a = sql.raw('select 1');",
    'const a = `select ${(() => { const b = { c: 1 }; return b.c; })()}`;',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
  ])('refuses %j', (text) => {
    expect(findingsOf(text)[0]).toMatch(/^src\/adapters\/postgres\/a\.ts:\d: /);
  });

  it.each([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the planted sources are templates themselves.
    'const a = `select ${COLUMNS} from users where id = $1`;',
    "const a = `select ${COLUMNS.join(', ')} from users`;",
    "const a = `with x as (${TELL_END(`select id`, 'why', '$1')}) select 1`;",
    'const a = `listen ${client.escapeIdentifier(channel)}`;',
    'const a = sql`select * from users where id = ${id}`;',
    'const a = `The user ${id} is gone.`;',
    '// `select ${id}`',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
  ])('accepts %j', (text) => {
    expect(findingsOf(text)).toEqual([]);
  });

  it('is sent by the adapters of the database alone', () => {
    expect(findingsOf("import pg from 'pg';", 'src/api/a.ts')[0]).toContain('imports pg');
    expect(findingsOf("import pg from 'pg';")).toEqual([]);
  });
});
