import type { ContractOut } from '../../contract/billing-wire.js';
import { Panel } from '../shell/components/panel.js';
import { Table } from '../shell/components/table.js';
import styles from './billing.module.css';

/** A contract as tables: what is paid, at which price, by which formula. Those without rows are left out. */
export function ContractSheets({ sheets }: Pick<ContractOut, 'sheets'>) {
  return sheets
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, columns, rows }) => (
      <Panel key={name} title={name}>
        <div className={styles['scroll']}>
          <Table
            caption={name}
            columns={columns.map((head, at) => ({
              key: head,
              head,
              cell: ({ cells }: { readonly cells: readonly string[] }) => (
                <span className={styles['wrap']}>{cells[at]}</span>
              ),
            }))}
            rows={rows.map((cells, place) => ({ cells, place }))}
            keyOf={({ place }) => String(place)}
            empty=""
          />
        </div>
      </Panel>
    ));
}
