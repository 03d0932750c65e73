import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Digest } from '../../core/call-log/call-log-chain.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { DncListStore } from '../../ports/dnc-list-store.js';
import type { JobContext, JobData, JobHandler, JobKind } from '../../ports/jobs.js';
import type { LedgerReader } from '../../ports/ledger-reader.js';
import type { PersonFactStore } from '../../ports/person-fact-store.js';
import type { TextSink } from '../../ports/text-sink.js';
import { type RunStatement, statementOrderOf, statementResult } from '../billing/statement-order.js';
import { mayTryAgain } from './chore-failure.js';
import { exportAgentStates } from './export-agent-states.js';
import { exportCalls } from './export-calls.js';
import { exportLedger } from './export-ledger.js';
import { exportLists } from './export-lists.js';
import { exportRequestOf } from './export-request.js';
import { factsRequestOf, type ImportFactsDeps, importFacts } from './import-facts.js';
import { type ImportListDeps, importAuthorisations, importList, listRequestOf } from './import-list.js';
import { type ImportMailingDeps, importMailing, importRequestOf } from './import-mailing.js';
import { SALTS_FILE } from './more-side-files.js';
import { type SideFile, sideFilesOf } from './side-files.js';

export interface ChoreDeps {
  readonly imports: ImportMailingDeps;
  readonly lists: DncListStore;
  readonly facts: Pick<PersonFactStore, 'register' | 'read'>;
  /** Gives way to dialling for so long. */
  readonly rest: (ms: number) => Promise<void>;
  /** Side files of an audit beside those of lists, facts and agent states. */
  readonly moreSideFiles?: readonly SideFile[];
  readonly reader: Pick<CallLogReader, 'read' | 'readAgentStates' | 'anchors'>;
  readonly ledger: LedgerReader;
  readonly digest: Digest;
  readonly sharedFolder: string;
  readonly runStatement: RunStatement;
  readonly deliverFeeds: JobHandler;
  readonly makeReport: JobHandler;
  readonly openSink: (path: string) => Promise<TextSink>;
}

/** The code of every kind of job, ready for `JobQueue.work`. */
export function makeChoreHandlers(deps: ChoreDeps): Readonly<Record<JobKind, JobHandler>> {
  return {
    'import-mailing': atHand(deps, (context) => runImport(deps, context)),
    'export-calls': (context) => runCallExport(deps, context),
    'export-agent-states': async (context) => {
      const { sink, file } = await openExport(deps, context.data);
      const { rows } = await exportAgentStates(
        exportRequestOf(context.data),
        { reader: deps.reader, sink },
        context,
      );
      return { rows, file };
    },
    'import-list': atHand(deps, (context) =>
      runRegister(deps, context, (parts, rejectsPath) =>
        context.data['list'] === 'sp_authorised'
          ? importAuthorisations({ path: pathOf(context.data), rejectsPath }, parts, context)
          : importList(listRequestOf(context.data, rejectsPath), parts, context),
      ),
    ),
    'import-facts': atHand(deps, (context) =>
      runRegister(deps, context, (parts, rejectsPath) =>
        importFacts(factsRequestOf(context.data, rejectsPath), parts, context),
      ),
    ),
    'export-lists': (context) => runListsExport(deps, context),
    'export-ledger': (context) => runLedgerExport(deps, context),
    'deliver-feeds': deps.deliverFeeds,
    'make-report': deps.makeReport,
    'make-statement': async (context) =>
      statementResult(await deps.runStatement(statementOrderOf(context), context)),
  };
}

/** Uploads are named within the shared folder, which servers may have mounted at different places. */
function atHand({ sharedFolder }: ChoreDeps, handler: JobHandler): JobHandler {
  return (context) => {
    const { id, data, signal } = context;
    const path = resolve(sharedFolder, pathOf(data));
    return handler({ id, data: { ...data, path }, signal, report: (progress) => context.report(progress) });
  };
}

async function runImport(deps: ChoreDeps, context: JobContext): Promise<JobData> {
  const request = importRequestOf(context.data);
  try {
    const { mapping, ...figures } = await importMailing(request, deps.imports, context);
    await forgetUpload(deps.sharedFolder, request.path);
    return { mailingId: request.mailingId, ...figures, mapping: JSON.stringify(mapping) };
  } catch (thrown) {
    if (!mayTryAgain(thrown)) {
      await forgetUpload(deps.sharedFolder, request.path);
    }
    throw thrown;
  }
}

/** A list or a register; the rows left out become a file of the job when there are any. */
async function runRegister(
  deps: ChoreDeps,
  context: JobContext,
  load: (
    parts: ImportListDeps & ImportFactsDeps,
    rejectsPath: string,
  ) => Promise<{
    readonly rejected: number;
    readonly rows: number;
    readonly entries: number;
    readonly form: string;
  }>,
): Promise<JobData> {
  const path = pathOf(context.data);
  const { digest, installationKeyHex, openFile, nowMs } = deps.imports;
  const { lists, facts, rest, openSink } = deps;
  const parts = { digest, installationKeyHex, openFile, nowMs, lists, facts, rest, openSink };
  try {
    const { path: rejectsPath, name } = await exportPath(deps, context.data['rejectsFile']);
    const figures = await load(parts, rejectsPath);
    await forgetUpload(deps.sharedFolder, path);
    return { ...figures, ...(figures.rejected > 0 ? { file: name } : {}) };
  } catch (thrown) {
    if (!mayTryAgain(thrown)) {
      await forgetUpload(deps.sharedFolder, path);
    }
    throw thrown;
  }
}

/** The files of one export share a folder of their own. */
async function runListsExport(deps: ChoreDeps, context: JobContext): Promise<JobData> {
  const { path: folder, name } = await exportPath(deps, context.data['folder']);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { fromMs, toMs } = context.data;
  const period = {
    ...(typeof fromMs === 'number' ? { fromMs } : {}),
    ...(typeof toMs === 'number' ? { toMs } : {}),
  };
  const salts = context.data['salts'] === true;
  const more = (deps.moreSideFiles ?? []).filter(({ name: file }) => salts || file !== SALTS_FILE);
  const files = sideFilesOf({ ...deps, more });
  const openFile = (file: string) => deps.openSink(join(folder, file));
  const made = await exportLists(period, { files, openFile }, context);
  return { rows: made.rows, folder: name, files: made.files.join(' ') };
}

function pathOf(data: JobData): string {
  const path = data['path'];
  if (typeof path !== 'string') {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: "The import job has no 'path'" });
  }
  return path;
}

/** An upload holds CPFs in clear: it goes as soon as its rows are in. A file of the user's own is left alone. */
async function forgetUpload(sharedFolder: string, path: string): Promise<void> {
  if (relative(join(sharedFolder, 'uploads'), dirname(path)) === '') {
    await rm(path, { force: true });
  }
}

/** Exports carry their own check: the chains are verified while the rows pass. */
async function runCallExport(deps: ChoreDeps, context: JobContext): Promise<JobData> {
  const { sink, file } = await openExport(deps, context.data);
  const parts = { reader: deps.reader, sink, verify: deps.digest };
  const request = exportRequestOf(context.data);
  const { rows, chains } = await exportCalls(request, parts, context);
  const broken = chains.filter((chain) => chain.broken !== null);
  const [first] = broken;
  return {
    rows,
    file,
    ...(request.masked ? { masked: true } : {}),
    chains: chains.length,
    brokenChains: broken.length,
    firstBroken:
      first?.broken === null || first === undefined
        ? null
        : `chain ${first.chainId}, row ${first.broken.position}, attempt ${first.broken.attemptId}: ${first.broken.problem}`,
  };
}

/** The ledger's export is its check too: the job tells the first decision that does not hold. */
async function runLedgerExport(deps: ChoreDeps, context: JobContext): Promise<JobData> {
  const { sink, file } = await openExport(deps, context.data);
  const parts = { ledger: deps.ledger, sink, digest: deps.digest };
  const request = exportRequestOf(context.data);
  const { rows, verdicts } = await exportLedger(request, parts, context);
  const broken = verdicts.filter(({ brokenCount }) => brokenCount > 0);
  const [first] = broken;
  const where = first?.broken[0];
  return {
    rows,
    file,
    ...(request.masked ? { masked: true } : {}),
    chains: verdicts.length,
    erased: verdicts.reduce((sum, { erased }) => sum + erased, 0),
    brokenChains: broken.length,
    firstBroken:
      first === undefined || where === undefined
        ? null
        : `chain ${first.chainId}, place ${where.seq}, decision ${where.decisionId}: ${where.problem}`,
  };
}

async function openExport(
  deps: ChoreDeps,
  data: JobData,
): Promise<{ readonly sink: TextSink; readonly file: string }> {
  const { path, name } = await exportPath(deps, data['file']);
  return { sink: await deps.openSink(path), file: name };
}

/** A place in the exports folder for a plain name. */
async function exportPath(
  deps: ChoreDeps,
  name: unknown,
): Promise<{ readonly path: string; readonly name: string }> {
  if (typeof name !== 'string' || basename(name) !== name || name.startsWith('.')) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'The job names no plain file to write' });
  }
  const folder = join(deps.sharedFolder, 'exports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { path: join(folder, name), name };
}
