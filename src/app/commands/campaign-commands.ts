import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import { registerCampaignSettings } from './campaign-settings-commands.js';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { readinessOf, readinessText } from './ready-command.js';
import { cell, items, show, table } from './show.js';

/** A list of millions is put back in steps. */
const RECYCLE_MS = 30 * MINUTE;

function campaignLine(answer: unknown): string {
  return `Campaign ${cell(answer, 'settings', 'id')} is ${cell(answer, 'state')}, mode ${cell(answer, 'settings', 'mode')}.`;
}

/** `campaign …`: settings, state and dial mode. */
export function registerCampaignCommands(program: Command, deps: CommandDeps): void {
  const campaign = program
    .command('campaign')
    .alias('campaigns')
    .description('campaigns: create, show, set, start, pause, drain, mode, recycle');
  campaign
    .command('list')
    .description('campaigns and their states')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/campaigns');
      const rows = items(answer).map((one) => [
        cell(one, 'settings', 'id'),
        cell(one, 'settings', 'name'),
        cell(one, 'state'),
        cell(one, 'settings', 'mode'),
        cell(one, 'version'),
      ]);
      show(command, deps, answer, () => table(['CAMPAIGN', 'NAME', 'STATE', 'MODE', 'VERSION'], rows));
    });
  const verbs = [
    ['start', 'start, or go on after a pause'],
    ['pause', 'no new calls until it is started again'],
    ['drain', 'no new calls; it ends when the live ones have'],
  ] as const;
  for (const [verb, description] of verbs) {
    campaign
      .command(`${verb} <id>`)
      .description(description)
      .action(async (id: string, _: unknown, command: Command) => {
        const client = connect(command, deps);
        const answer = await client.call('POST', `/v1/campaigns/${segment(id)}/${verb}`);
        // Who starts a campaign wants to know at once what would keep it from dialling.
        const readiness = verb === 'start' ? await readinessOf(client, id) : null;
        show(command, deps, answer, () =>
          readiness === null ? campaignLine(answer) : `${campaignLine(answer)}\n${readinessText(readiness)}`,
        );
      });
  }
  registerMode(campaign, deps);
  registerCreate(campaign, deps);
  registerCampaignSettings(campaign, deps);
  registerRecycle(campaign, deps);
}

interface RecycleOptions {
  readonly reason: string;
  readonly why: string;
  readonly mailing?: string;
  readonly attempts?: number;
}

function registerRecycle(campaign: Command, deps: CommandDeps): void {
  campaign
    .command('recycle <id>')
    .description('put contacts that had ended back into the list; who and why are recorded')
    .requiredOption('--reason <reasons>', 'how their last attempt ended, by commas, such as no_answer,busy')
    .requiredOption('--why <text>', 'why, for the record')
    .option('--mailing <mailing>', 'only contacts of this base')
    .option('--attempts <count>', 'attempts they get; else the cadence says', numberOption)
    .action(async (id: string, { reason, why, mailing, attempts }: RecycleOptions, command: Command) => {
      const body = {
        reasons: reason.split(',').map((word) => word.trim()),
        why,
        ...(mailing === undefined ? {} : { mailingId: mailing }),
        ...(attempts === undefined ? {} : { attempts }),
      };
      const call = { body, deadlineMs: RECYCLE_MS };
      const answer = await connect(command, deps).call('POST', `/v1/campaigns/${segment(id)}/recycle`, call);
      show(command, deps, answer, () => `${cell(answer, 'contacts')} contacts are ready again.`);
    });
  campaign
    .command('recyclings <id>')
    .description('what was recycled: when, who, why, how many')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `/v1/campaigns/${segment(id)}/recyclings`);
      const rows = items(answer).map((one) => [
        new Date(Number(cell(one, 'atMs'))).toISOString(),
        cell(one, 'who'),
        cell(one, 'contacts'),
        cell(one, 'reasons'),
        cell(one, 'why'),
      ]);
      show(command, deps, answer, () => table(['WHEN', 'TOKEN', 'CONTACTS', 'REASONS', 'WHY'], rows));
    });
}

function registerMode(campaign: Command, deps: CommandDeps): void {
  campaign
    .command('mode <id> <mode>')
    .description('preview, power, predictive or paused; also while it runs')
    .option('--group <group>', 'only this group of agents; the mode `campaign` gives it back')
    .action(async (id: string, mode: string, { group }: { group?: string }, command: Command) => {
      const base = `/v1/campaigns/${segment(id)}`;
      const path = group === undefined ? `${base}/mode` : `${base}/group-modes/${segment(group)}`;
      const body = { mode: group !== undefined && mode === 'campaign' ? null : mode };
      const answer = await connect(command, deps).call('PUT', path, { body });
      show(command, deps, answer, () => campaignLine(answer));
    });
}

interface CreateOptions {
  readonly name?: string;
  readonly mode?: string;
  readonly settings?: string;
}

function registerCreate(campaign: Command, deps: CommandDeps): void {
  campaign
    .command('create <id>')
    .description('create a campaign; what is not given takes its default')
    .option('--name <name>', 'what people read (default: the id)')
    .option('--mode <mode>', 'preview, power, predictive or paused')
    .option('--settings <file>', 'JSON file with further settings, as the API takes them')
    .action(async (id: string, options: CreateOptions, command: Command) => {
      const body = {
        name: options.name ?? id,
        ...(await settingsFile(options.settings)),
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(options.mode === undefined ? {} : { mode: options.mode }),
      };
      const answer = await connect(command, deps).call('PUT', `/v1/campaigns/${segment(id)}`, {
        body,
        // A campaign that exists is not written over by accident.
        headers: { 'if-none-match': '*' },
      });
      show(command, deps, answer, () => campaignLine(answer));
    });
}

async function settingsFile(path: string | undefined): Promise<object> {
  if (path === undefined) {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null) {
      return parsed;
    }
    throw new Error('it is no JSON object');
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The settings file ${path} cannot be read: ${messageOf(cause)}`,
      cause,
    });
  }
}
