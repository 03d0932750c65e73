import type { Digest } from '../../core/call-log/call-log-chain.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { type CampaignId, type MailingId, parseCampaignId, parseMailingId } from '../../core/kernel/ids.js';
import type { MailingSource } from '../../core/mailing/mailing-line.js';
import {
  headersKey,
  type MailingMapping,
  mapColumns,
  mappingByHeader,
  normalHeader,
} from '../../core/mailing/mailing-mapping.js';
import { makeRowReader, type RowVerdict } from '../../core/mailing/mailing-row-reader.js';
import type { JobContext, JobData } from '../../ports/jobs.js';
import type { MailingReject, MailingRow, MailingStore } from '../../ports/mailing-store.js';
import { mayTryAgain, stopWhenAborted } from './chore-failure.js';

/** Rows a statement; large enough for speed, small enough that a shutdown waits a moment only. */
export const IMPORT_BATCH_ROWS = 1000;

export interface ImportMailingRequest {
  readonly mailingId: MailingId;
  readonly campaignId: CampaignId;
  /** What the operation calls the mailing, usually the file's name. */
  readonly name: string;
  readonly path: string;
  /** Columns the user named; the others are taken from the last import with these headers, else guessed. */
  readonly mapping: MailingMapping;
}

export interface ImportMailingDeps {
  readonly store: MailingStore;
  readonly digest: Digest;
  readonly installationKeyHex: string;
  readonly openFile: (path: string) => Promise<MailingSource>;
  readonly newSalt: () => string;
  readonly nowMs: () => number;
  /** Wakes the campaign's hopper. */
  readonly onAdded?: (campaignId: CampaignId) => void;
}

export interface ImportMailingResult {
  readonly rows: number;
  readonly added: number;
  /** Rows whose person the campaign already had, from this file or an earlier one. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Bad phones of rows that were taken with another phone. */
  readonly phonesIgnored: number;
  /** `CSV, ';', utf-8` */
  readonly form: string;
  /** The file had been begun before: rows kept by that run count as duplicates here. */
  readonly resumed: boolean;
  readonly mapping: MailingMapping;
}

/** Reads a request out of a job's data; its `mapping` is the upload's JSON, our word → the file's header. */
export function importRequestOf(data: JobData): ImportMailingRequest {
  const text = (key: string): string => {
    const value = data[key];
    if (typeof value !== 'string') {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: `The import job has no '${key}'` });
    }
    return value;
  };
  return {
    mailingId: parseMailingId(text('mailingId')),
    campaignId: parseCampaignId(text('campaignId')),
    name: text('name'),
    path: text('path'),
    mapping: mappingByHeader(JSON.parse(typeof data['mapping'] === 'string' ? data['mapping'] : '{}')),
  };
}

/**
 * Loads a mailing. Good rows are kept, bad ones set aside with line and reason; a person the campaign already has is
 * not added again, so the same file twice adds nothing, and an import that was cut off is simply run again under the
 * same mailing id. A file that is no mailing at all marks the mailing `failed`; an outage leaves it `loading`.
 */
export async function importMailing(
  request: ImportMailingRequest,
  deps: ImportMailingDeps,
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<ImportMailingResult> {
  const { store } = deps;
  const begun = await store.find(request.mailingId);
  if (begun === null) {
    await store.create(request.mailingId, request.campaignId, request.name, deps.nowMs());
  }
  const tally = new Tally();
  try {
    const source = await deps.openFile(request.path);
    const mapping = await chooseMapping(source.headers, request.mapping, deps);
    await loadRows(source, mapping, { request, deps, context, tally });
    await store.finish(request.mailingId, 'loaded', tally.figures());
    return {
      ...tally.figures(),
      phonesIgnored: tally.phonesIgnored,
      form: source.form,
      resumed: begun !== null,
      mapping,
    };
  } catch (thrown) {
    if (!mayTryAgain(thrown)) {
      await store.finish(request.mailingId, 'failed', tally.figures());
    }
    throw thrown;
  }
}

class Tally {
  rows = 0;
  added = 0;
  rejected = 0;
  kept = 0;
  phonesIgnored = 0;

  figures() {
    return {
      rows: this.rows,
      added: this.added,
      duplicates: this.kept - this.added,
      rejected: this.rejected,
    };
  }
}

/** What the user gave, over what the last import with these headers used; kept for the next one. */
async function chooseMapping(
  headers: readonly string[],
  given: MailingMapping,
  deps: ImportMailingDeps,
): Promise<MailingMapping> {
  const key = headersKey(headers, deps.digest);
  const saved = (await deps.store.savedMapping(key)) ?? {};
  const named = new Set(Object.keys(given).map(normalHeader));
  const rest = Object.entries(saved).filter(([header]) => !named.has(normalHeader(header)));
  const chosen = { ...Object.fromEntries(rest), ...given };
  const full = Object.fromEntries(
    mapColumns(headers, chosen).map(({ header, target, ordinal }) => [
      header,
      ordinal > 0 ? `${target}${ordinal}` : target,
    ]),
  );
  await deps.store.saveMapping(key, full);
  return full;
}

interface Loading {
  readonly request: ImportMailingRequest;
  readonly deps: ImportMailingDeps;
  readonly context: Pick<JobContext, 'id' | 'report' | 'signal'>;
  readonly tally: Tally;
}

async function loadRows(source: MailingSource, mapping: MailingMapping, loading: Loading): Promise<void> {
  const { deps, context, tally } = loading;
  const readRow = makeRowReader({ columns: mapColumns(source.headers, mapping), ...deps });
  let rows: MailingRow[] = [];
  let rejects: MailingReject[] = [];
  const flush = async () => {
    stopWhenAborted(context);
    await keepBatch(rows, rejects, loading);
    rows = [];
    rejects = [];
    await context.report({ done: source.bytesRead(), total: source.totalBytes, note: note(tally) });
  };
  for await (const line of source.lines()) {
    count(readRow(line), tally, rows, rejects);
    if (rows.length + rejects.length >= IMPORT_BATCH_ROWS) {
      await flush();
    }
  }
  await flush();
}

function count(verdict: RowVerdict, tally: Tally, rows: MailingRow[], rejects: MailingReject[]): void {
  if (verdict.ok === null) {
    return;
  }
  tally.rows += 1;
  if (verdict.ok) {
    tally.phonesIgnored += verdict.phonesIgnored;
    rows.push(verdict.row);
  } else {
    tally.rejected += 1;
    rejects.push(verdict.reject);
  }
}

async function keepBatch(
  rows: readonly MailingRow[],
  rejects: readonly MailingReject[],
  { request, deps, tally }: Loading,
): Promise<void> {
  const { mailingId, campaignId } = request;
  if (rejects.length > 0) {
    await deps.store.addRejects(mailingId, rejects);
  }
  if (rows.length > 0) {
    const added = await deps.store.addRows(mailingId, campaignId, rows, deps.nowMs());
    tally.kept += rows.length;
    tally.added += added;
    if (added > 0) {
      deps.onAdded?.(campaignId);
    }
  }
}

function note(tally: Tally): string {
  const { rows, added, duplicates, rejected } = tally.figures();
  return `${rows} rows, ${added} added, ${duplicates} duplicates, ${rejected} rejected`;
}
