import type { Command } from 'commander';
import { type AttemptSipOut, attemptSipWire } from '../../contract/sip-wire.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { show } from './show.js';

/** `trace`: an attempt by every name that a log knows it by, and its SIP where that was seen. */
export function registerTraceCommand(program: Command, deps: CommandDeps): void {
  program
    .command('trace <attempt-id>')
    .description('every id of an attempt, for the logs of server, switch and carrier, and its SIP messages')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `/v1/attempts/${segment(id)}/sip`);
      const trace = attemptSipWire.parse(answer);
      show(command, deps, answer, () => traceText(trace));
    });
}

function traceText(trace: AttemptSipOut): string {
  const { attemptId, decisionId, legId, mediaServerId, engineId, trunkId, carrier, callIds, messages } =
    trace;
  const { sipCode, q850 } = trace;
  const lines = [
    [
      'attempt',
      attemptId,
      'attemptId in our log, attempt_id in the call log, X-Cadencia-Attempt in the INVITE',
    ],
    ['decision', decisionId, 'cadencia evidence --decision'],
    ['engine', engineId, ''],
    ['switch', mediaServerId, ''],
    ['channel', legId, 'uniqueid of Asterisk, UUID of FreeSWITCH'],
    ['trunk', `${trunkId} (${carrier})`, ''],
    ['Call-ID', callIds.join(', ') || '–', "the carrier's log; needs the SIP server or its capture"],
    ['ended', `SIP ${sipCode ?? '–'}, Q.850 ${q850 ?? '–'}`, ''],
  ];
  const told = lines.map(([name = '', value = '', where = '']) =>
    `${name.padEnd(9)} ${value}${where === '' ? '' : `   (${where})`}`.trimEnd(),
  );
  const seen = messages.map(
    ({ atMs, direction, method, status, phrase, reason }) =>
      `${new Date(atMs).toISOString()} ${direction === 'out' ? '→' : '←'} ` +
      `${status === null ? method : `${status} ${phrase} (${method})`}${reason === '' ? '' : `  ${reason}`}`,
  );
  return [
    ...told,
    '',
    ...(seen.length === 0 ? ['No SIP message was seen, or it was more than a week ago.'] : seen),
  ].join('\n');
}
