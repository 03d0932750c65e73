import type { RowKey } from './live-rows.js';

interface Rows {
  readonly changed: ReadonlyMap<RowKey, string>;
  readonly gone: readonly RowKey[];
}

/** Which rows a reader is sent. */
export type RowFilter = (key: RowKey) => boolean;

/** The rows that pass; all of them, as they are, without a filter. */
export function rowsWhere(rows: ReadonlyMap<RowKey, string>, filter: RowFilter | null) {
  return filter === null ? rows : new Map([...rows].filter(([key]) => filter(key)));
}

function list(rows: ReadonlyMap<RowKey, string>, prefix: string): string {
  const texts: string[] = [];
  for (const [key, text] of rows) {
    if (key.startsWith(prefix)) {
      texts.push(text);
    }
  }
  return `[${texts.join(',')}]`;
}

/** A snapshot message of all rows. */
export function snapshotText(seq: number, atMs: number, rows: ReadonlyMap<RowKey, string>): string {
  const engine = rows.get('engine') ?? 'null';
  return `{"type":"snapshot","seq":${seq},"atMs":${atMs},"engine":${engine},"campaigns":${list(rows, 'c:')},"agents":${list(rows, 'a:')},"limits":${list(rows, 'l:')},"queues":${list(rows, 'q:')}}`;
}

/** A delta message: whole rows that changed, ids of rows that are gone. */
export function deltaText(seq: number, atMs: number, { changed, gone }: Rows): string {
  const members = [`"type":"delta"`, `"seq":${seq}`, `"atMs":${atMs}`];
  const engine = changed.get('engine');
  if (engine !== undefined) {
    members.push(`"engine":${engine}`);
  }
  for (const [prefix, name, goneName] of [
    ['c:', 'campaigns', 'goneCampaigns'],
    ['a:', 'agents', 'goneAgents'],
    ['l:', 'limits', 'goneLimits'],
    ['q:', 'queues', 'goneQueues'],
  ] as const) {
    const rows = list(changed, prefix);
    if (rows !== '[]') {
      members.push(`"${name}":${rows}`);
    }
    const ids = gone.filter((key) => key.startsWith(prefix)).map((key) => key.slice(2));
    if (ids.length > 0) {
      members.push(`"${goneName}":${JSON.stringify(ids)}`);
    }
  }
  return `{${members.join(',')}}`;
}
