import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import styles from './admin.module.css';
import { ReadState } from './read-state.js';

interface ReadTablePanelProps<Row> {
  readonly title: string;
  /** What the table is for, in small print. */
  readonly note: ReactNode;
  readonly aside?: ReactNode;
  readonly query: UseQueryResult<readonly Row[]>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Said once it was read and there is nothing. */
  readonly empty: ReactNode;
  /** Below the table: its dialogs. */
  readonly children?: ReactNode;
}

/** A place that is one table read from the server: its title, why it is there, how the read stands, and its rows. */
export function ReadTablePanel<Row>(props: ReadTablePanelProps<Row>) {
  const { title, note, aside, query, columns, keyOf, empty, children } = props;
  return (
    <Panel title={title} aside={aside}>
      <p className={styles['note']}>{note}</p>
      <ReadState query={query} />
      <Table
        caption={title}
        columns={columns}
        rows={query.data ?? []}
        keyOf={keyOf}
        empty={query.data === undefined ? '' : empty}
      />
      {children}
    </Panel>
  );
}
