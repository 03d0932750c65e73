import { LISTS, type ListId } from '../../core/compliance/rule-parameters.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import {
  AUTHORISATION_COLUMNS,
  LIST_COLUMNS,
  readAuthorisationRow,
  readListRow,
} from '../../core/registers/list-row.js';
import type { DncAuthorisation, DncListState, DncListStore } from '../../ports/dnc-list-store.js';
import type { JobContext, JobData } from '../../ports/jobs.js';
import { mayTryAgain } from './chore-failure.js';
import { loadRegisterFile, type RegisterFigures, type RegisterFileDeps } from './register-file.js';

/** Entries a statement: a look-up that comes meanwhile waits for nothing, and the processor is lent for moments. */
const ENTRIES_A_BATCH = 1000;
/** Authorisations are kept in memory until all are read: some thousands in practice. */
const MOST_AUTHORISATIONS = 1_000_000;
/** A file with less than this part of the entries in force is probably another file. */
const LEAST_SHARE = 0.5;

export interface ImportListDeps extends RegisterFileDeps {
  readonly lists: DncListStore;
}

interface ListRequest {
  readonly list: ListId;
  readonly version: string;
  /** When the list was drawn: its age counts from here (R22). */
  readonly asOfMs: number;
  readonly acceptSmaller: boolean;
  readonly path: string;
  readonly rejectsPath: string;
}

export type ListResult = RegisterFigures & {
  /** Numbers and persons in force now, each once. */
  readonly entries: number;
};

type Context = Pick<JobContext, 'id' | 'report' | 'signal'>;

/** Reads a request out of a job's data. */
export function listRequestOf(data: JobData, rejectsPath: string): ListRequest {
  const { list: word, version, asOfMs, acceptSmaller, path } = data;
  const list = LISTS.find((one) => one === word);
  if (
    list === undefined ||
    typeof version !== 'string' ||
    typeof asOfMs !== 'number' ||
    typeof path !== 'string'
  ) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'The job of a list needs list, version, asOfMs and path',
    });
  }
  return { list, version, asOfMs, acceptSmaller: acceptSmaller === true, path, rejectsPath };
}

/**
 * Loads a do-not-call list beside the one in force and puts it in its place when it is whole. Until then, and when
 * the file is refused or the server stops, dialling goes by the one in force.
 */
export async function importList(
  request: ListRequest,
  deps: ImportListDeps,
  context: Context,
): Promise<ListResult> {
  const { list, version } = request;
  const { lists } = deps;
  const before = (await lists.lookUp([])).lists[list];
  await lists.begin(list, version);
  try {
    const kind = {
      needed: LIST_COLUMNS[list],
      read: readListRow.bind(null, list),
      batchRows: ENTRIES_A_BATCH,
    };
    const figures = await loadRegisterFile(
      request,
      kind,
      (batch) => lists.addEntries(list, version, batch),
      deps,
      context,
    );
    await context.report({
      done: figures.rows,
      total: figures.rows,
      note: `${figures.rows} rows read; sorting them`,
    });
    const entries = await lists.complete(list, version);
    if (!request.acceptSmaller) {
      refuseSmaller(list, entries, before);
    }
    await lists.activate(list, version, request.asOfMs);
    return { ...figures, entries };
  } catch (thrown) {
    if (!mayTryAgain(thrown)) {
      await lists.discard(list, version);
    }
    throw thrown;
  }
}

function refuseSmaller(list: ListId, entries: number, before: DncListState): void {
  const known = before.state === 'loaded' ? before.entries : 0;
  if (entries === 0 || entries < known * LEAST_SHARE) {
    const beside =
      known === 0 ? '' : ` and the list '${list}' in force has ${known}: it looks like another file`;
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The file has ${entries} entries${beside}, so the list was left as it is. If it is right, import it again with --accept-smaller (API: acceptSmaller=true)`,
      fields: { entries, known },
    });
  }
}

/** Replaces the creditors whom holders of listed numbers authorised. */
export async function importAuthorisations(
  request: { readonly path: string; readonly rejectsPath: string },
  deps: ImportListDeps,
  context: Context,
): Promise<ListResult> {
  const all: DncAuthorisation[] = [];
  const kind = { needed: AUTHORISATION_COLUMNS, read: readAuthorisationRow, batchRows: ENTRIES_A_BATCH };
  const collect = async (batch: readonly DncAuthorisation[]): Promise<void> => {
    all.push(...batch);
    if (all.length > MOST_AUTHORISATIONS) {
      throw new CadenciaError('DLR_INPUT_TOO_LARGE', {
        detail: `The file has more than ${MOST_AUTHORISATIONS} authorisations`,
      });
    }
  };
  const figures = await loadRegisterFile(request, kind, collect, deps, context);
  async function* rows(): AsyncGenerator<DncAuthorisation> {
    yield* all;
  }
  return { ...figures, entries: await deps.lists.replaceAuthorisations(rows()) };
}
