import type { PersonFact } from '../../core/compliance/facts/person-fact.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import {
  FACT_COLUMNS,
  FACT_REGISTERS,
  type FactRegister,
  readFactRow,
} from '../../core/registers/fact-row.js';
import type { JobContext, JobData } from '../../ports/jobs.js';
import type { PersonFactStore } from '../../ports/person-fact-store.js';
import { loadRegisterFile, type RegisterFigures, type RegisterFileDeps } from './register-file.js';

/** Facts a transaction: each moves the versions of its keys, so a dial that goes on is held up for moments only. */
const FACTS_A_BATCH = 500;

export interface ImportFactsDeps extends RegisterFileDeps {
  readonly facts: Pick<PersonFactStore, 'register'>;
}

interface FactsRequest {
  readonly register: FactRegister;
  readonly path: string;
  readonly rejectsPath: string;
}

/** Reads a request out of a job's data. */
export function factsRequestOf(data: JobData, rejectsPath: string): FactsRequest {
  const { register: word, path } = data;
  const register = FACT_REGISTERS.find((one) => one === word);
  if (register === undefined || typeof path !== 'string') {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The job of a register needs path and register, one of ${FACT_REGISTERS.join(', ')}`,
    });
  }
  return { register, path, rejectsPath };
}

/**
 * Registers facts that came from outside the calls: paid debts, opt-outs, opt-ins. Batches count as they are read: a
 * paid debt is not called while the rest of the file is. A fact that comes again changes nothing.
 */
export async function importFacts(
  request: FactsRequest,
  deps: ImportFactsDeps,
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<RegisterFigures & { readonly entries: number }> {
  const { register } = request;
  let entries = 0;
  const kind = {
    needed: FACT_COLUMNS[register],
    read: readFactRow.bind(null, register),
    batchRows: FACTS_A_BATCH,
  };
  const keep = async (batch: readonly PersonFact[]): Promise<void> => {
    await deps.facts.register(batch);
    entries += batch.length;
  };
  const figures = await loadRegisterFile(request, kind, keep, deps, context);
  if (figures.rows === 0) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'The file has no row beneath its headers; nothing was registered',
    });
  }
  return { ...figures, entries };
}
