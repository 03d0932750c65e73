import type { ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  /** Figures stand right. */
  readonly number?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  /** What the table holds; read aloud, and shown when `captionShown`. */
  readonly caption: ReactNode;
  readonly captionShown?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Instead of rows when there are none. */
  readonly empty: ReactNode;
}

/** Rows under heads that stay in sight; the first column names its row. Wide ones scroll within their box. */
export function Table<Row>({ caption, captionShown = false, columns, rows, keyOf, empty }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div className={styles['box']} tabIndex={0}>
      <table className={styles['table']}>
        <caption className={captionShown ? styles['caption'] : 'unseen'}>{caption}</caption>
        <TableHead columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <Cells columns={columns} row={row} />
            </tr>
          ))}
          {rows.length === 0 ? <NoRows columns={columns}>{empty}</NoRows> : null}
        </tbody>
      </table>
    </div>
  );
}

interface Columns<Row> {
  readonly columns: readonly Column<Row>[];
}

export function TableHead<Row>({ columns }: Columns<Row>) {
  return (
    <thead>
      <tr>
        {columns.map(({ key, head, number }) => (
          <th key={key} scope="col" className={number ? styles['number'] : undefined}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A row's cells; the first is its head. */
export function Cells<Row>({ columns, row }: Columns<Row> & { readonly row: Row }) {
  return columns.map(({ key, number, cell }, index) =>
    index === 0 ? (
      <th key={key} scope="row">
        {cell(row)}
      </th>
    ) : (
      <td key={key} className={number ? styles['number'] : undefined}>
        {cell(row)}
      </td>
    ),
  );
}

/** What stands there instead of rows. */
export function NoRows<Row>({ columns, children }: Columns<Row> & { readonly children: ReactNode }) {
  return (
    <tr>
      <td colSpan={columns.length} className={styles['empty']}>
        {children}
      </td>
    </tr>
  );
}
