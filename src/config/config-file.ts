import { z } from 'zod';
import { LINE_WATCH_MODES } from '../core/carrier/line-rest.js';
import { REPORT_FORMS, REPORT_LISTS, REPORT_TABLES } from '../core/reports/report-part.js';
import { REPORT_EVERY } from '../core/reports/report-period.js';
import { http, PORT, phones } from './config-doors.js';
import { oidc } from './config-oidc.js';
import { sip } from './config-sip.js';
import { asterisk, ear, freeswitch, ID, ties } from './config-switches.js';
import { carrier, line, trunk } from './config-ways.js';

/**
 * The shape of `cadencia.yaml`. Every key has a description: `docs/reference/configuration.md` is made of them,
 * and a test compares. Defaults are right for one machine; nothing listens beyond loopback unless told.
 */

const metrics = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('Address `/metrics` listens on.'),
    port: PORT.default(9464).describe('Port of `/metrics`; 0 takes a free one.'),
  })
  .prefault({})
  .describe('Prometheus metrics, on a listener of their own.');

const database = z
  .strictObject({
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
      .optional()
      .describe('PostgreSQL 14 or later, without the password. Leave out for `embedded`.'),
    password_file: z.string().min(1).optional().describe("File that holds the database user's password."),
    embedded: z
      .boolean()
      .optional()
      .describe('Run a PostgreSQL of our own in the data folder. Default: true when there is no `url`.'),
    pool: z.number().int().min(2).max(200).default(10).describe('Most connections.'),
  })
  .prefault({})
  .describe('The only database.');

const engine = z
  .strictObject({
    id: ID.default('engine-1').describe(
      'Name of this engine; also its chain in the call log. Never share it.',
    ),
    drain_seconds: z
      .number()
      .int()
      .min(0)
      .max(7200)
      .default(120)
      .describe('SIGTERM waits this long for live calls before it leaves them to the next start.'),
    personal_callback_grace_minutes: z
      .number()
      .int()
      .min(1)
      .max(1440)
      .default(15)
      .describe('A callback that an agent makes himself waits this long for him when he is not logged in.'),
    // Below the two hours after which the core ends such calls by itself.
    outside_talk_limit_minutes: z
      .number()
      .int()
      .min(1)
      .max(110)
      .default(60)
      .describe(
        'Two whom an agent left with each other may talk this long; they are told a minute before, then both calls end.',
      ),
    line_watch: z
      .enum(LINE_WATCH_MODES)
      .default('advise')
      .describe(
        'How people pick up by line: `off`, `advise` (a line that fell is told), or `act` (it also rests by itself, and calls go to lines by their reputation).',
      ),
    line_rest_days: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(7)
      .describe('How long a line that fell rests with `line_watch: act`.'),
  })
  .prefault({})
  .describe('The dialling engine of this process.');

const log = z
  .strictObject({
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('Least severe line written.'),
  })
  .prefault({})
  .describe('Logs: JSON lines on standard output, without personal data.');

const demo = z
  .strictObject({
    agents: z.number().int().min(0).max(500).default(20).describe('Demo agents that `npm start` plays.'),
    contacts: z.number().int().min(0).max(1_000_000).default(5000).describe('Demo contacts of a mailing.'),
    seed: z.number().int().min(0).default(1).describe('Same seed, same demo.'),
  })
  .prefault({})
  .describe('The demo campaign; `cadencia serve` does not run it.');

const retention = z
  .strictObject({
    clear_data_days: z
      .number()
      .int()
      .min(90)
      .max(36_600)
      .default(1826)
      .describe(
        'After so many days a call, a decision or a worked-off contact is anonymised: commitments stay, so the chains still verify. Default: five years (CDC art. 27). Never shorter than a rule looks back.',
      ),
    recordings_days: z
      .number()
      .int()
      .min(90)
      .max(36_600)
      .default(180)
      .describe("Recordings are removed after so many days; never before R39's least."),
    recordings_folder: z
      .string()
      .default('')
      .describe(
        "Where this machine sees the switch's recordings (one folder a day): they are encrypted into `recordings/` of the data folder as soon as their calls end, and removed. Empty: they stay as the switch wrote them.",
      ),
    rows_days: z
      .number()
      .int()
      .min(0)
      .max(36_600)
      .default(0)
      .describe(
        'Days of calls and decisions past so many days may be dropped with `cadencia retention drop`, which shows and then asks; anchors stand for them in the chains. Never before their persons were taken out. 0: never.',
      ),
    recordings_keys_file: z
      .string()
      .default('')
      .describe(
        'File of the keys that open recordings, made when it is not there; without it no recording opens, so keep a copy. Empty: `recording-keys.json` in the data folder.',
      ),
    archive_rows: z
      .boolean()
      .default(true)
      .describe(
        'Keep dropped days as compressed lines in `archive/` of the data folder, with their hash in the anchor.',
      ),
  })
  .prefault({})
  .describe(
    'How long data of persons are kept (LGPD arts. 15 and 16). `cadencia retention --dry-run` tells.',
  );

const feeds = z
  .strictObject({
    inbox_folder: z
      .string()
      .default('')
      .describe(
        'Folder in which the systems of clients leave files: contacts, withdrawals, paid debts, balances. Empty: `inbox` in the data folder.',
      ),
  })
  .prefault({})
  .describe('What comes in from other systems by files, and what goes out to them.');

const reportPack = z.strictObject({
  id: ID.describe('Name of the pack: its folder, and the name of its messages.'),
  title: z.string().max(120).default('').describe('Title for people; empty means the id.'),
  every: z
    .enum(REPORT_EVERY)
    .describe('`day`, `week` (Monday to Sunday) or `month`, by the calendar of Brasília.'),
  hour: z
    .number()
    .int()
    .min(0)
    .max(23)
    .default(6)
    .describe('It is made from this hour on, in Brasília, of the day after the period.'),
  tables: z
    .array(z.enum(REPORT_TABLES))
    .default([])
    .describe(
      'Tables: of indicators, of compliance (`blocks`, `drops`, `limits`, `dnc_lists`), of billing (`statements`), of quality (`scores`, `iqa`, `contests`).',
    ),
  lists: z
    .array(z.enum(REPORT_LISTS))
    .default([])
    .describe('What happened, an event a line, as CSV for CRM, collection and billing systems.'),
  forms: z.array(z.enum(REPORT_FORMS)).default(['html', 'xlsx']).describe('Forms of the tables.'),
  plan_file: z
    .string()
    .min(1)
    .optional()
    .describe('Plan of the indicators: targets, bases, justifications, costs.'),
  creditor: z
    .string()
    .regex(/^([0-9A-Z]{12}[0-9]{2})?$/, 'must be the 14 characters of a CNPJ, in quotes')
    .default('')
    .describe(
      'CNPJ of the creditor it is for, in quotes: calls of its campaigns alone, and its login may read it. Empty: of all.',
    ),
  webhook: z
    .boolean()
    .default(false)
    .describe('Receivers that take `report.made` are told when it lies in its folder.'),
  mail_from: z.string().max(200).default('cadencia@localhost').describe('Sender of its messages.'),
  mail_to: z
    .array(z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, 'must be an address such as ana@empresa.example'))
    .max(100)
    .default([])
    .describe('Who gets it as a message: an `.eml` file in the folder of mail.'),
});

const reports = z
  .strictObject({
    folder: z
      .string()
      .default('')
      .describe(
        'Where packs are left, `PACK/PERIOD/`; an SFTP server may serve it. Empty: `reports` in the data folder.',
      ),
    packs: z.array(reportPack).max(100).default([]).describe('What is made on schedule.'),
  })
  .prefault({})
  .describe('Report packs on schedule, and files for other systems.');

/** The whole file. */
export const configFile = z.strictObject({
  http,
  phones,
  oidc,
  metrics,
  data_folder: z
    .string()
    .min(1)
    .default('data')
    .describe(
      'Folder of the embedded database, the installation key and all files of this server; one server a folder.',
    ),
  shared_folder: z
    .string()
    .default('')
    .describe(
      'Folder of uploads, exports and reports; the data folder when left out. ' +
        'Where several servers work on one database they all need the same one: any of them does any job.',
    ),
  database,
  redis_url: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional()
    .describe('Jobs and coordination by Redis instead of PostgreSQL. Also read from `REDIS_URL`.'),
  switch: z
    .enum(['auto', 'asterisk', 'simulator'])
    .default('auto')
    .describe('`auto`: a configured Asterisk, else one fetched without root, else the simulator.'),
  asterisk,
  freeswitch,
  ties,
  sip,
  ear,
  carriers: z.array(carrier).max(256).default([]).describe('Companies that carry the calls.'),
  trunks: z
    .array(trunk)
    .max(1024)
    .default([])
    .describe('Ways out. They are as they stand here: screens and API show them and change others only.'),
  lines: z.array(line).max(100_000).default([]).describe('Numbers shown. What the API changes later wins.'),
  engine,
  log,
  retention,
  feeds,
  reports,
  demo,
});

export type ConfigFile = z.output<typeof configFile>;
