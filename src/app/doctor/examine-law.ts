import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import type { Config } from '../../config/config.js';
import { LISTS } from '../../core/compliance/rule-parameters.js';
import { messageOf } from '../../core/kernel/errors.js';
import { DAY, HOUR } from '../../core/kernel/time.js';
import { PolicyBook } from '../../engine/policy-book.js';
import type { Chart } from './symptom.js';

/** R22: a list is asked for again every day. */
const OLD_LIST_MS = DAY;
/** A next version is written, proposed and approved within this. */
const SOON_MS = 30 * DAY;

/** Policies, lists and lines as they stand in the configured database. */
export async function examineLaw(config: Config, nowMs: number, chart: Chart): Promise<void> {
  const { url, embedded } = config.database;
  if (url === null || embedded) {
    chart.notChecked(
      'Policies, lists and lines are in the embedded database, which runs only with its server',
      "Ask the running server: 'cadencia ready' tells what would block each campaign.",
    );
    return;
  }
  const stores = new PostgresStores({ url, poolSize: 2 });
  try {
    await examinePolicies(stores, nowMs, chart);
    await examineLists(stores, nowMs, chart);
    await examineLines(stores, chart);
  } catch (error) {
    chart.notChecked(
      `Policies, lists and lines cannot be read: ${messageOf(error)}`,
      'Mend the database first; a new one has them after the first start.',
    );
  } finally {
    await stores.close();
  }
}

async function examinePolicies(stores: PostgresStores, nowMs: number, chart: Chart): Promise<void> {
  const book = new PolicyBook();
  await book.reload(stores.policies);
  const campaigns = await stores.campaigns.list();
  for (const { settings } of campaigns) {
    if (book.find(settings.policyId, nowMs) === null) {
      chart.error(
        `Campaign '${settings.id}' goes by policy '${settings.policyId}', which is not in force`,
        "It dials nothing until it has one: 'cadencia policy list', then 'cadencia campaign set'.",
      );
    } else if (book.find(settings.policyId, nowMs + SOON_MS) === null) {
      chart.warn(
        `Policy '${settings.policyId}' of campaign '${settings.id}' is in force for less than 30 days more`,
        "Propose its next version now, it takes two persons: 'cadencia policy propose FILE'.",
      );
    }
  }
  chart.good(`${campaigns.length} campaigns, their policies looked at`);
}

async function examineLists(stores: PostgresStores, nowMs: number, chart: Chart): Promise<void> {
  const { lists } = await stores.lists.lookUp([]);
  for (const list of LISTS) {
    const standing = lists[list];
    if (standing.state === 'absent') {
      chart.warn(
        `The do-not-call list '${list}' was never loaded`,
        `'cadencia lists import ${list} FILE', or 'cadencia lists not-applicable ${list} --signed-by NAME'.`,
      );
    } else if (standing.state === 'loaded' && nowMs - standing.loadedAtMs > OLD_LIST_MS) {
      const hours = Math.floor((nowMs - standing.loadedAtMs) / HOUR);
      chart.warn(
        `The do-not-call list '${list}' is ${hours} hours old`,
        'Load it every day; calls that owe it are blocked (R22).',
      );
    } else {
      chart.good(`The do-not-call list '${list}' stands (${standing.state.replace('_', ' ')})`);
    }
  }
}

async function examineLines(stores: PostgresStores, chart: Chart): Promise<void> {
  const [lines, trunks] = [await stores.campaigns.listLines(), await stores.campaigns.listTrunks()];
  const carriers = new Set(trunks.map(({ carrierId }) => carrierId));
  const stranded = lines.filter(({ carrierId }) => !carriers.has(carrierId));
  const ownerless = lines.filter(({ ownerCnpj }) => ownerCnpj === '');
  if (lines.length === 0) {
    chart.warn('There is no line to show', "Name them in cadencia.yaml (lines), or 'cadencia line add'.");
  }
  if (stranded.length > 0) {
    chart.error(
      `${stranded.length} lines belong to carriers without a trunk, the first ${stranded[0]?.number}`,
      'A number is shown only on calls of its own carrier: add the trunk, or withdraw the lines.',
    );
  }
  if (ownerless.length > 0) {
    chart.error(
      `${ownerless.length} lines have no owner, the first ${ownerless[0]?.number}`,
      'Give each the CNPJ of the company whose number it is (owner_cnpj).',
    );
  }
  if (lines.length > 0 && stranded.length + ownerless.length === 0) {
    chart.good(`${lines.length} lines, ${trunks.length} trunks`);
  }
}
