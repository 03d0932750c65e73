import { describe, expect, it } from 'vitest';
import { makeEngineLog } from '../../../src/adapters/pino/engine-log.js';
import { makeLogger, withoutPersonalText } from '../../../src/adapters/pino/logger.js';
import { parseAttemptId, parseCampaignId, parseMediaServerId } from '../../../src/core/kernel/ids.js';
import { SAMPLE_CONTACT } from '../../support/engine-double.js';
import { makeEventBusDouble } from '../../support/event-bus-double.js';
import { sampleRow } from '../../support/sample-row.js';

function bench(level = 'debug') {
  const lines: string[] = [];
  const log = makeLogger(level, { write: (line: string) => void lines.push(line) });
  const events = makeEventBusDouble();
  return { lines, log, events, engineLog: makeEngineLog(events, log) };
}

describe('the log of the engine', () => {
  it('has one line for a closed call, with ids and figures and nobody in it', () => {
    const { lines, events } = bench('info');
    events.emit('call:closed', {
      attemptId: parseAttemptId('t1'),
      campaignId: parseCampaignId('demo'),
      row: sampleRow(),
    });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'info',
      msg: 'call closed',
      attemptId: 't1',
      outcome: 'sucesso',
      ms: 59_000,
    });
    expect(lines[0]).not.toMatch(/98765|c0ffee|5a17|ct-1/);
  });

  it('shouts where dialling stands still', () => {
    const { lines, events } = bench('error');
    events.emit('store:failed', { operation: 'commit', code: 'DLR_DATABASE_DOWN', atMs: 1 });
    events.emit('media:down', { serverId: parseMediaServerId('ast-1'), reason: 'ECONNREFUSED', atMs: 1 });
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(['error', 'error']);
  });

  it('stops listening when closed', () => {
    const { events, engineLog } = bench();
    engineLog.close();
    expect(events.listeners()).toBe(0);
  });
});

describe('the net under the log', () => {
  it('hides a person that got into a line by mistake', () => {
    const { lines, log } = bench();
    log.info(
      { contact: SAMPLE_CONTACT, deep: { phone: '+5511987654321', a: { cpfHash: 'x1' } }, token: 'cad_x' },
      'oops',
    );
    log.error(
      { err: new Error('no route to +5511987654321') },
      'call to (11) 11987654321 failed, CPF 123.456.789-09',
    );
    expect(lines.join('')).not.toMatch(/Maria|98765|c0ffee|x1|cad_x|123\.456/);
  });

  it('leaves times, ids and figures alone and the line JSON', () => {
    const line = '{"atMs":1760000000000,"attemptId":"0199c0ffee001122334455aa","ms":12,"port":8080}';
    expect(withoutPersonalText(line)).toBe(line);
    const { lines, log } = bench();
    log.info({ atMs: 1_760_000_000_000, n: '5511987654321' }, 'x');
    expect(JSON.parse(lines[0]!)).toMatchObject({ atMs: 1_760_000_000_000, n: '[hidden]' });
  });
});
