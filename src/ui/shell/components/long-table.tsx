import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { Cells, type Column, NoRows, TableHead } from './table.js';
import styles from './table.module.css';

/** Every row is as high: where it stands follows from its number. */
const ROW_PX = 37;
/** Drawn beyond what is in sight, so that a turn of the wheel shows no gap. */
const MORE_ROWS = 8;

/** A column whose width does not depend on the rows that happen to be drawn. */
export interface WideColumn<Row> extends Column<Row> {
  /** As in CSS. */
  readonly width: string;
}

interface LongTableProps<Row> {
  readonly caption: ReactNode;
  readonly columns: readonly WideColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
}

/** As Table, for hundreds of rows: only those in sight are drawn, the others are room above and below. */
export function LongTable<Row>({ caption, columns, rows, keyOf, empty }: LongTableProps<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: MORE_ROWS,
  });
  const drawn = list.getVirtualItems();
  const above = drawn[0]?.start ?? 0;
  const below = list.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div ref={box} className={styles['box']} tabIndex={0}>
      <table className={`${styles['table']} ${styles['long']}`} aria-rowcount={rows.length + 1}>
        <caption className="unseen">{caption}</caption>
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={{ width }} />
          ))}
        </colgroup>
        <TableHead columns={columns} />
        <Room px={above} />
        <tbody>
          {drawn.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <tr key={keyOf(row)} aria-rowindex={index + 2}>
                <Cells columns={columns} row={row} />
              </tr>
            );
          })}
          {rows.length === 0 ? <NoRows columns={columns}>{empty}</NoRows> : null}
        </tbody>
        <Room px={below} />
      </table>
    </div>
  );
}

/** Of the rows that are not drawn. */
function Room({ px }: { readonly px: number }) {
  return px <= 0 ? null : (
    <tbody aria-hidden="true">
      <tr>
        <td style={{ height: px, padding: 0 }} />
      </tr>
    </tbody>
  );
}
