import type { Statement } from '../../core/billing/statement.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { StatementOrder } from '../../engine/statement-maker.js';
import type { JobContext, JobData } from '../../ports/jobs.js';

/** Makes a statement away from the loop that dials; tells how many rows it has read. */
export type RunStatement = (
  order: StatementOrder,
  context: Pick<JobContext, 'report' | 'signal'>,
) => Promise<Statement>;

function textOf(data: JobData, key: string): string {
  const value = data[key];
  if (typeof value !== 'string' || value === '') {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: `The statement's job has no '${key}'` });
  }
  return value;
}

/** Reads an order out of a job. */
export function statementOrderOf({ id, data }: Pick<JobContext, 'id' | 'data'>): StatementOrder {
  const { version, recounts } = data;
  return {
    contractId: textOf(data, 'contractId'),
    version: typeof version === 'string' ? version : null,
    month: textOf(data, 'month'),
    by: textOf(data, 'by'),
    why: textOf(data, 'why'),
    jobId: id,
    recounts: typeof recounts === 'string' ? recounts : null,
  };
}

/** What the job tells of the statement it made. */
export function statementResult({ id, version, state, hash, total, adjustments }: Statement): JobData {
  return { statement: id, version, state, hash, total, correction: adjustments?.total ?? null };
}
