import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import * as ari from '../../src/adapters/asterisk/ari-codec.js';
import { readSnapshot } from '../../src/adapters/asterisk/asterisk-snapshot.js';
import { parseSippLog } from '../../src/adapters/asterisk-process/sipp-process.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import * as pressure from '../../src/adapters/freeswitch/back-pressure.js';
import { eventOf } from '../../src/adapters/freeswitch/esl-event.js';
import { EslFrameReader, parseHeaderLines } from '../../src/adapters/freeswitch/esl-frame-reader.js';
import { readChannel, readSound } from '../../src/adapters/freeswitch/freeswitch-snapshot.js';
import { readHep } from '../../src/adapters/sip/hep-packet.js';
import { q850OfReason, readSip } from '../../src/adapters/sip/sip-text.js';
import { sessionSecretOf } from '../../src/api/auth/session-cookie.js';
import { byteRangeOf } from '../../src/api/http/byte-range.js';
import { keyOfCursor } from '../../src/api/http/cursor.js';
import { versionToChange } from '../../src/api/http/entity-tag.js';
import { tokenOfProtocols } from '../../src/api/realtime/live-route.js';
import { readWavSound } from '../../src/app/ear/wav-sound.js';
import { parseChange, parseVariation } from '../../src/app/twin/change-scenario.js';
import { parseScenario } from '../../src/app/twin/read-scenario.js';
import { splitCsvRecord } from '../../src/audit/log/csv-records.js';
import { claimOf, identityOf } from '../../src/core/access/identity-rules.js';
import { readAgentDuty } from '../../src/core/acd/agent-duty.js';
import { readInboundLine } from '../../src/core/acd/inbound-line.js';
import { readInboundRules } from '../../src/core/acd/inbound-rules.js';
import { readAcdQueue, readServiceHours } from '../../src/core/acd/read-acd-queue.js';
import { ivrFaults, readIvrMenu } from '../../src/core/acd/read-ivr-menu.js';
import { readBillingRow } from '../../src/core/billing/billing-row.js';
import { parseExact } from '../../src/core/billing/exact.js';
import { overlaidContract, parseContract } from '../../src/core/billing/parse-contract.js';
import { parseFacts } from '../../src/core/billing/parse-facts.js';
import { readKnobChange } from '../../src/core/campaign/knobs.js';
import { parseDayNumber } from '../../src/core/compliance/calendar/day-number.js';
import { parseMunicipalHoliday } from '../../src/core/compliance/calendar/municipal-holiday.js';
import { parseClockTime, parseDaySpan } from '../../src/core/compliance/clock-time.js';
import { parsePolicy, parsePolicyText } from '../../src/core/compliance/parse-policy.js';
import { readPhoneHistory } from '../../src/core/contact/phone-history.js';
import { popAddress, popTemplateProblem } from '../../src/core/desk/screen-pop.js';
import { fieldsOfText } from '../../src/core/desk/script-problems.js';
import { jsonRowsOf, tabulate } from '../../src/core/feeds/tabulate.js';
import { parseIndicatorPlan } from '../../src/core/indicators/indicator-plan.js';
import { readIndicatorRow } from '../../src/core/indicators/indicator-row.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import { parseLedgerRecord } from '../../src/core/ledger/decision-line.js';
import { parseNote, parseNoteText } from '../../src/core/ledger/ledger-note.js';
import { parseCpf } from '../../src/core/mailing/cpf.js';
import { readUf } from '../../src/core/mailing/read-uf.js';
import { parseBrazilianNumber } from '../../src/core/numbering/brazilian-number.js';
import { PaceSession } from '../../src/core/pace/pace-session.js';
import { readContactOdds } from '../../src/core/pacing/contact-odds.js';
import { readWavHeader } from '../../src/core/recording/wav-header.js';
import { FACT_REGISTERS, readFactRow } from '../../src/core/registers/fact-row.js';
import { readAuthorisationRow, readListRow } from '../../src/core/registers/list-row.js';
import { type RegisterCells, readRow } from '../../src/core/registers/register-cells.js';
import { REGISTER_COLUMNS } from '../../src/core/registers/register-columns.js';
import { parseRegisterDate } from '../../src/core/registers/register-date.js';
import { readRetryRules } from '../../src/core/retry/read-retry-rules.js';
import { applyDialRule, DIAL_RULE_DEFAULTS, headerProblem } from '../../src/core/route/dial-rule.js';
import { START, TICK } from '../support/pace-lines.js';
import { packagePath } from '../support/package-folder.js';
import { twinScenario } from '../support/twin-scenario.js';
import { wavBytes } from '../support/wav-bytes.js';
import { mutated, mutatedBytes, mutatedText, oddBytes, oddJson, oddText } from './arbitraries.js';
import { type Fuzzed, fuzzed } from './fuzzed.js';
import { SETTINGS } from './settings.js';

const file = (path: string): string => readFileSync(packagePath(path), 'utf8');
const yamlOf = (path: string): unknown => parseYaml(file(path));
const orOdd = (sample: unknown): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: mutated(sample), weight: 4 }, { arbitrary: oddJson, weight: 1 });
const recordOf = (arbitrary: fc.Arbitrary<unknown>) =>
  arbitrary.filter((value): value is Record<string, unknown> => typeof value === 'object' && value !== null);

const CHANNEL = {
  ...{ id: 'cad-a1', state: 'Up', creationtime: '2026-11-22T05:07:53.123+0000', caller: { number: '+551' } },
  dialplan: { app_name: 'Stasis', app_data: 'cadencia,in' },
};
const ARI_EVENT = {
  ...{ type: 'StasisStart', timestamp: '2026-11-22T05:07:53.123+0000', application: 'cadencia' },
  ...{ args: ['in', 'q'], channel: CHANNEL },
};
const ARI_REPLY = { type: 'RESTResponse', request_id: 'r1', status_code: 200, message_body: '{"id":"x"}' };
const SIP =
  'INVITE sip:5511987654321@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9\r\nReason: Q.850;cause=16\r\nCSeq: 1 INVITE\r\n\r\nv=0';
const ESL =
  'Content-Length: 41\nContent-Type: text/event-plain\n\nEvent-Name: CHANNEL_ANSWER\nX: %E2%9C%93\n\n\n';
const PACE = [START, TICK].map((line) => JSON.stringify(line)).join('\n');
const QUEUE = {
  ...{ id: 'vendas', serviceLevel: { seconds: 20, share: 0.8 }, skills: { venda: 3 } },
  hours: { weekday: [{ from: '08:00', to: '20:00' }], saturday: [], sunday: [] },
};
const MENU = {
  ...{ id: 'ura', start: 'a' },
  nodes: {
    a: { kind: 'keys', say: 's', keys: { 1: 'b', 2: 'c' }, onNothing: 'c' },
    b: { kind: 'queue', queue: 'vendas' },
    c: { kind: 'hangUp', say: 'tchau' },
  },
};
const RULE = {
  ...DIAL_RULE_DEFAULTS,
  csp: '15',
  homeDdds: ['11'],
  headers: [{ name: 'X-A', value: '{called}' }],
};

const pace = (lines: readonly string[]): unknown => {
  const session = new PaceSession('predictive', {} as never);
  return lines.map((line) => session.hear(line));
};
const esl = (pieces: readonly Uint8Array[]): unknown => {
  const reader = new EslFrameReader();
  return pieces.flatMap((piece) =>
    reader.read(piece).frames.map((frame) => [eventOf(frame)?.name, eventOf(frame)?.header('X')]),
  );
};
const eslJson = (body: unknown): unknown =>
  eventOf({ contentType: 'text/event-json', headers: new Map(), body: JSON.stringify(body) ?? '' })?.header(
    'Event-Name',
  );

/**
 * Every reader of what comes from outside, under the name it is exported by. `test/fuzz/parsers.test.ts` finds those that
 * are missing here.
 */
export const FUZZED: Readonly<Record<string, Fuzzed>> = {
  // Switches and carriers.
  parseAriFrame: fuzzed(
    fc.oneof(
      orOdd(ARI_EVENT).map((event) => JSON.stringify(event) ?? ''),
      orOdd(ARI_REPLY).map((reply) => JSON.stringify(reply) ?? ''),
      mutatedText(JSON.stringify(ARI_EVENT)),
    ),
    ari.parseAriFrame,
  ),
  parseJson: fuzzed(oddText, ari.parseJson),
  parseAriTime: fuzzed(mutatedText(ARI_EVENT.timestamp), ari.parseAriTime),
  parseChannels: fuzzed(orOdd([CHANNEL]), ari.parseChannels),
  parseApplicationChannels: fuzzed(orOdd({ channel_ids: ['a'] }), ari.parseApplicationChannels),
  parseBridges: fuzzed(orOdd([{ id: 'b', channels: ['a'] }]), ari.parseBridges),
  parseStartupTime: fuzzed(orOdd({ status: { startup_time: 'x' } }), ari.parseStartupTime),
  parseRefusal: fuzzed(orOdd({ message: 'no' }), ari.parseRefusal),
  parseVariable: fuzzed(orOdd({ value: 'v' }), ari.parseVariable),
  parseProtocolId: fuzzed(orOdd({ protocol_id: 'e3d2c274@127.0.0.1' }), ari.parseProtocolId),
  parseChannelVariable: fuzzed(orOdd({ channelvars: { X: 'v' } }), (one) =>
    ari.parseChannelVariable(one, 'X'),
  ),
  readSnapshot: fuzzed(
    fc.record({
      channels: orOdd([CHANNEL]),
      bridges: oddJson,
      application: orOdd({ channel_ids: ['cad-a1'] }),
    }),
    (replies) => readSnapshot(replies as never, 0, 0),
  ),
  EslFrameReader: fuzzed(fc.array(fc.oneof(mutatedBytes(Buffer.from(ESL)), oddBytes), { maxLength: 6 }), esl),
  eventOf: fuzzed(orOdd({ 'Event-Name': 'CHANNEL_ANSWER', _body: 'x' }), eslJson),
  parseHeaderLines: fuzzed(mutatedText(ESL), parseHeaderLines),
  readPressure: fuzzed(fc.tuple(oddText, oddText), ([check, status]) => pressure.readPressure(check, status)),
  readMostPerSecond: fuzzed(mutatedText('0 session(s) per Sec out of max 30'), pressure.readMostPerSecond),
  readSessions: fuzzed(mutatedText('12 session(s) 5'), pressure.readSessions),
  readChannel: fuzzed(
    orOdd({ 'Channel-State': 'CS_EXECUTE' }).map((one) => JSON.stringify(one) ?? ''),
    (text) => readChannel('a' as never, text),
    // Its caller holds no leg for dead because of it.
    [SyntaxError],
  ),
  readSip: fuzzed(mutatedText(SIP), readSip),
  q850OfReason: fuzzed(mutatedText('Q.850;cause=16;text="x"'), q850OfReason),
  readHep: fuzzed(fc.oneof(hepBytes(), oddBytes), readHep),
  parseSippLog: fuzzed(mutatedText(SIP), parseSippLog),

  parseRtpStatistics: fuzzed(orOdd({ rxcount: 12, txcount: 3 }), ari.parseRtpStatistics),
  readSound: fuzzed(
    orOdd({ variable_rtp_audio_in_media_packet_count: '12' }).map((one) => JSON.stringify(one) ?? ''),
    readSound,
    [SyntaxError],
  ),

  // Programs beside us.
  PaceSession: fuzzed(
    fc.array(
      fc.oneof(orOdd(START), orOdd(TICK)).map((line) => JSON.stringify(line) ?? ''),
      { maxLength: 6 },
    ),
    pace,
  ),
  'PaceSession.hear': fuzzed(mutatedText(PACE), (text) => pace(text.split('\n'))),

  // HTTP.
  byteRangeOf: fuzzed(mutatedText('bytes=0-99'), (header) => {
    const range = byteRangeOf(header, 50);
    if (typeof range === 'object' && !(range.from >= 0 && range.from < range.to && range.to <= 50)) {
      throw new Error(`${range.from}–${range.to} is no part of 50 bytes`);
    }
  }),
  versionToChange: fuzzed(fc.tuple(mutatedText('"12"'), fc.option(fc.nat())), ([tag, present]) =>
    versionToChange({ 'if-match': tag }, present),
  ),
  sessionSecretOf: fuzzed(mutatedText('a=b; cadencia=abc; c'), (cookie) => {
    if (typeof sessionSecretOf({ headers: { cookie } }) !== 'string') {
      throw new Error('a secret is a text');
    }
  }),
  keyOfCursor: fuzzed(oddText, keyOfCursor),
  tokenOfProtocols: fuzzed(mutatedText('cadencia.live.v1, bearer.abc'), tokenOfProtocols),
  identityOf: fuzzed(recordOf(orOdd({ sub: 'a', realm: { roles: ['r'] }, teams: ['n'] })), (claims) =>
    identityOf(
      claims,
      {
        ...{ userClaim: 'sub', nameClaim: 'a.b', roleClaim: 'realm.roles', teamClaim: 'teams' },
        agentClaim: 'agent',
        roles: [{ value: 'r', role: 'agent', teams: [], allTeams: false, creditorCnpj: '' }],
      },
      ['n'],
    ),
  ),
  claimOf: fuzzed(fc.tuple(recordOf(oddJson), oddText), ([claims, name]) => claimOf(claims, name)),

  // Settings and documents of people.
  readIvrMenu: fuzzed(orOdd(MENU), (menu) => readIvrMenu(menu)),
  ivrFaults: fuzzed(orOdd(MENU), (menu) => ivrFaults(menu)),
  readAcdQueue: fuzzed(orOdd(QUEUE), (queue) => readAcdQueue(queue)),
  readServiceHours: fuzzed(orOdd(QUEUE.hours), (hours) => readServiceHours(hours, 'hours')),
  readInboundLine: fuzzed(orOdd({ number: '+551140000000', to: { kind: 'queue', queue: 'v' } }), (line) =>
    readInboundLine(line),
  ),
  readInboundRules: fuzzed(orOdd({ abandonedAfterMs: 5000 }), (rules) => readInboundRules(rules)),
  readAgentDuty: fuzzed(orOdd({ agentId: 'a', skills: { venda: 3 } }), (duty) => readAgentDuty(duty)),
  readRetryRules: fuzzed(orOdd(JSON.parse(file('docs/reference/retry-rules-example.json'))), (rules) =>
    readRetryRules(rules),
  ),
  parsePolicy: fuzzed(orOdd(JSON.parse(file('docs/reference/policy/policy-example.json'))), parsePolicy),
  parsePolicyText: fuzzed(mutatedText(file('docs/reference/policy/policy-example.json')), parsePolicyText),
  parseContract: fuzzed(orOdd(yamlOf('src/core/billing/presets/telecobranca-banco.yaml')), parseContract),
  overlaidContract: fuzzed(orOdd({ base: 'a', id: 'b' }), (document) =>
    overlaidContract(document, () => ({ id: 'a' })),
  ),
  parseFacts: fuzzed(orOdd(JSON.parse(file('docs/reference/billing/facts-example.json'))), parseFacts),
  parseIndicatorPlan: fuzzed(
    orOdd({ targets: [{ indicator: 'nivel', least: '0.8' }], holidays: ['2026-11-20'] }),
    parseIndicatorPlan,
  ),
  parseScenario: fuzzed(orOdd(twinScenario()), (scenario) => parseScenario(scenario, 'here')),
  parseChange: fuzzed(mutatedText('cap=0.01'), parseChange),
  parseVariation: fuzzed(mutatedText('cap=1,[a,b]'), parseVariation),
  readKnobChange: fuzzed(recordOf(orOdd({ mode: 'power', cap: 0.1 })), readKnobChange),
  readContactOdds: fuzzed(oddJson, readContactOdds),
  readPhoneHistory: fuzzed(oddJson, readPhoneHistory),
  headerProblem: fuzzed(fc.record({ name: mutatedText('X-A'), value: mutatedText('{called}') }), (header) => {
    if (headerProblem(header) === null && /[\r\n\0]/.test(header.name + header.value)) {
      throw new Error('a header may hold a line of its own');
    }
  }),
  applyDialRule: fuzzed(
    fc.tuple(fc.stringMatching(/^\+[1-9]\d{7,14}$/), fc.stringMatching(/^(\+\d{8,15})?$/)),
    ([number, line]) => {
      const { called } = applyDialRule(RULE, {
        number: parseE164(number),
        line,
        attempt: 'a',
        campaign: 'c',
      });
      if (!/^\d+$/.test(called)) {
        throw new Error(`${called} is dialled for ${number}`);
      }
    },
  ),
  popTemplateProblem: fuzzed(mutatedText('https://crm.example/{cpf}?a={b}'), popTemplateProblem),
  popAddress: fuzzed(fc.tuple(oddText, oddText), ([one, other]) => {
    const address = new URL(popAddress('https://crm.example/p/{a}?q={b}', { a: one, b: other }));
    if (address.host !== 'crm.example' || !address.pathname.startsWith('/p/')) {
      throw new Error(`${address} is another place`);
    }
  }),
  fieldsOfText: fuzzed(mutatedText('Bom dia, {nome}'), fieldsOfText),

  ...SETTINGS,

  // Rows of files.
  readRow: fuzzed(
    fc.record({
      values: fc.array(fc.oneof(oddText, mutatedText('011 98765-4321'), mutatedText('10/03/2026'))),
      register: fc.constantFrom<(cells: RegisterCells) => unknown>(
        ...FACT_REGISTERS.map((name) => (cells: RegisterCells) => readFactRow(name, cells)),
        (cells) => readListRow('sp', cells),
        readAuthorisationRow,
      ),
    }),
    ({ values, register }) => {
      const places = Object.fromEntries(REGISTER_COLUMNS.map((column, at) => [column, at % 6]));
      const reading = { places, nowMs: 0, installationKeyHex: 'ab'.repeat(32), digest: nodeDigest } as never;
      return readRow({ line: 1, values }, REGISTER_COLUMNS, reading, register);
    },
  ),
  splitCsvRecord: fuzzed(mutatedText('a,"b ""c""",d'), splitCsvRecord, [Error]),
  jsonRowsOf: fuzzed(orOdd({ rows: [{ a: 1, b: ['x'] }] }), (document) => tabulate(jsonRowsOf(document))),
  readBillingRow: fuzzed(recordOf(oddJson), (row) => readBillingRow(row as never, 'row 1')),
  readIndicatorRow: fuzzed(recordOf(oddJson), (row) => readIndicatorRow(row, 'row 1')),
  parseLedgerRecord: fuzzed(
    orOdd({ decision_id: 'd', seq: 1 }),
    (line) => parseLedgerRecord(line, () => ''),
    [RangeError],
  ),
  parseNote: fuzzed(recordOf(orOdd({ event: 'limit_warned', until: null })), parseNote, [RangeError]),
  parseNoteText: fuzzed(mutatedText('["limit_warned","line:1","R03","why",null]'), parseNoteText, [
    RangeError,
    SyntaxError,
  ]),
  parseMunicipalHoliday: fuzzed(fc.record({ ibge: oddText, date: oddText, name: oddText }), (row) =>
    parseMunicipalHoliday(row, 1),
  ),
  parseRegisterDate: fuzzed(mutatedText('22/11/2026 10:30'), parseRegisterDate),
  parseDayNumber: fuzzed(mutatedText('2026-11-22'), parseDayNumber),
  parseClockTime: fuzzed(mutatedText('08:00'), parseClockTime),
  parseDaySpan: fuzzed(mutatedText('08:00-20:00'), parseDaySpan),
  parseExact: fuzzed(mutatedText('-12.5000'), parseExact),
  parseCpf: fuzzed(mutatedText('529.982.247-25'), parseCpf),
  parseE164: fuzzed(mutatedText('+5511987654321'), parseE164, [RangeError, TypeError]),
  parseBrazilianNumber: fuzzed(mutatedText('(11) 98765-4321'), parseBrazilianNumber),
  readUf: fuzzed(mutatedText('São Paulo'), readUf),
  readWavHeader: fuzzed(fc.oneof(mutatedBytes(wavBytes([[0, 1, 2, 3]])), oddBytes), (bytes) =>
    readWavHeader(bytes, bytes.length),
  ),
  readWavSound: fuzzed(fc.oneof(mutatedBytes(wavBytes([[0, 1, 2, 3]])), oddBytes), (bytes) =>
    readWavSound(bytes, 'a.wav'),
  ),
};

/** A datagram whose length is its own, with chunks of any kind. */
function hepBytes(): fc.Arbitrary<Buffer> {
  const chunk = fc
    .tuple(fc.nat(20), fc.uint8Array({ maxLength: 12 }), fc.nat(40))
    .map(([type, value, extra]) => {
      const bytes = Buffer.alloc(6 + value.length);
      bytes.writeUInt16BE(type, 2);
      bytes.writeUInt16BE(extra > 30 ? extra : 6 + value.length, 4);
      bytes.set(value, 6);
      return bytes;
    });
  return fc.array(chunk, { maxLength: 8 }).map((chunks) => {
    const body = Buffer.concat(chunks);
    const head = Buffer.from('HEP3\0\0', 'latin1');
    head.writeUInt16BE(6 + body.length, 4);
    return Buffer.concat([head, body]);
  });
}

const OWN = 'what this program wrote itself, and nobody else';
const PART = 'part of readers that are fuzzed';
const OPENS = 'opens a file or an address and gives it to a reader that is fuzzed';

/** Readers that need no trial of their own, each with its reason. */
export const NOT_FUZZED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['readAnchors', 'readClosed', 'readContact', 'readEntry', 'readFact', 'readLocalToken', 'readMigrations']
      .concat(['readOpen', 'readOperationTable', 'readUnitKey', 'readManifest', 'readHouse', 'readLogs'])
      .map((name) => [name, OWN]),
  ),
  ...Object.fromEntries(
    ['readFlag', 'readHead', 'readList', 'readName', 'readObject', 'readTable', 'readText']
      .concat(['readWhole', 'readWord', 'readFactRow', 'readListRow', 'readAuthorisationRow'])
      .map((name) => [name, PART]),
  ),
  ...Object.fromEntries(
    ['readClientConfig', 'readContract', 'readDocument', 'readFacts', 'readHolidayFile', 'readLogDay']
      .concat(['readScenario', 'readScenarioSource', 'readLabelledRecordings'])
      .map((name) => [name, OPENS]),
  ),
  ...Object.fromEntries(
    ['readHardFileLimit', 'readLogTail', 'readProcessUsage', 'readStartTicks'].map((name) => [
      name,
      'what the kernel or a process of ours says of itself',
    ]),
  ),
  ...Object.fromEntries(
    ['readShapes', 'readSequences'].map((name) => [name, 'what our own database says of itself']),
  ),
};
