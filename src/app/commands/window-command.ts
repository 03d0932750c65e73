import { type Command, InvalidArgumentError, Option } from 'commander';
import { PURPOSES, type Purpose, SECTORS, type Sector } from '../../core/campaign/campaign.js';
import { makeHolidayCalendar } from '../../core/compliance/calendar/holiday-calendar.js';
import { askWindow, type WindowAnswer } from '../../core/compliance/gate/ask-window.js';
import { CompiledPolicy } from '../../core/compliance/gate/compiled-policy.js';
import { parsePolicyText } from '../../core/compliance/parse-policy.js';
import type { Policy } from '../../core/compliance/policy.js';
import { BRASIL_2026 } from '../../core/compliance/presets/brasil-2026.js';
import { findPreset, PRESETS } from '../../core/compliance/presets/find-preset.js';
import { instantOfWallMs } from '../../core/compliance/windows/zone-offset.js';
import { BRASILIA } from '../../core/kernel/civil-time.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { parseBrazilianNumber } from '../../core/numbering/brazilian-number.js';
import { municipalityOf, UFS } from '../../core/numbering/municipality.js';
import { type CommandDeps, globalOptions } from './command-deps.js';
import { readHolidayFile, readText } from './holiday-file.js';

interface WindowOptions {
  readonly phone: string;
  readonly purpose: Purpose;
  readonly sector: Sector;
  readonly at?: number;
  readonly municipality?: string;
  readonly uf?: string;
  readonly policy: string;
  readonly holidays?: string;
}

/** `window`: whether a call to a number may be placed at an instant, and when next. Asks no server. */
export function registerWindowCommand(program: Command, deps: CommandDeps): void {
  program
    .command('window')
    .description('tell whether hours and days allow a call to a number at an instant, and when next')
    .requiredOption('--phone <number>', 'the number, as +5511987654321')
    .addOption(new Option('--purpose <purpose>', 'why one calls').choices(PURPOSES).makeOptionMandatory())
    .addOption(new Option('--sector <sector>', 'sector of an offer').choices(SECTORS).default('outro'))
    .option('--at <instant>', 'ISO 8601; without an offset it is Brasília’s time (default: now)', readInstant)
    .option('--municipality <ibge>', 'IBGE code of the address, seven digits', readMunicipality)
    .addOption(new Option('--uf <uf>', 'state of the address').choices(UFS))
    .option(
      '--policy <policy>',
      `a preset (${PRESETS.map(({ id }) => id).join(', ')}) or a policy file`,
      BRASIL_2026.id,
    )
    .option('--holidays <file>', 'municipal holidays: CSV with the columns ibge,date,name')
    .action(async (options: WindowOptions, command: Command) => {
      const calendar = makeHolidayCalendar(
        options.holidays === undefined ? [] : await readHolidayFile(options.holidays, '--holidays'),
      );
      const policy = new CompiledPolicy(await readPolicy(options.policy), calendar);
      requireReadable(options.phone);
      const answer = askWindow(
        {
          phone: options.phone,
          purpose: options.purpose,
          sector: options.sector,
          municipality: options.municipality ?? '',
          addressUf: options.uf ?? '',
        },
        policy,
        options.at ?? Date.now(),
      );
      deps.stdout.write(globalOptions(command).json === true ? jsonOf(answer) : textOf(answer));
    });
}

const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?)?$/;

function readInstant(text: string): number {
  const wall = WITHOUT_OFFSET.test(text);
  const atMs = Date.parse(wall ? `${text.length === 10 ? `${text}T00:00` : text}Z` : text);
  if (Number.isNaN(atMs) || !/^\d{4}-\d{2}-\d{2}/.test(text)) {
    throw new InvalidArgumentError('Give an instant such as 2026-11-23T08:00:00-03:00.');
  }
  return wall ? instantOfWallMs(atMs, BRASILIA) : atMs;
}

function readMunicipality(text: string): string {
  if (municipalityOf(text) === null) {
    throw new InvalidArgumentError('Give IBGE’s seven digits of a municipality, such as 3550308.');
  }
  return text;
}

/** A text that is no number at all is a slip of the keyboard; a number that may not be called is an answer. */
function requireReadable(phone: string): void {
  const verdict = parseBrazilianNumber(phone);
  if (!verdict.ok && (verdict.problem === 'letters' || verdict.problem === 'empty')) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `'${phone.slice(0, 24)}' is no telephone number. Write it as +5511987654321`,
    });
  }
}

async function readPolicy(name: string): Promise<Policy> {
  const preset = findPreset(name);
  if (preset !== null) {
    return preset;
  }
  return parsePolicyText(await readText(name, '--policy names no preset and')).policy;
}

function isoOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

function jsonOf({ allowed, rule, nextOpenMs }: WindowAnswer): string {
  return `${JSON.stringify({ allowed, rule, next_open: isoOf(nextOpenMs) })}\n`;
}

function textOf({ allowed, rule, nextOpenMs, block }: WindowAnswer): string {
  if (allowed) {
    return 'allowed\n';
  }
  const why = block === null ? '' : ` (${block.key}: ${block.reason}, clock of ${block.zone})`;
  return `forbidden by ${rule}${why}; next opening ${isoOf(nextOpenMs) ?? 'none'}\n`;
}
