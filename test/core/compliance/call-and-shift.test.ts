import { describe, expect, it } from 'vitest';
import { assessShift, type ShiftSpan, type ShiftSpanKind } from '../../../src/core/compliance/nr17.js';
import { parametersOf } from '../../../src/core/compliance/policy.js';
import { BRASIL_2026 } from '../../../src/core/compliance/presets/brasil-2026.js';
import { recordingDuty, talkRecording } from '../../../src/core/compliance/recording-duty.js';
import { mayStopRinging, mayStopRingingFromMs } from '../../../src/core/compliance/ring-rule.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';

const activeTime = parametersOf(BRASIL_2026, 'active_time') ?? { hours: 0, gapMinutes: 0 };
const pauses = parametersOf(BRASIL_2026, 'pauses') ?? {
  count: 0,
  minutes: 0,
  edgeMinutes: 0,
  mealMinutes: 0,
  shiftHours: 0,
};
const span = (kind: ShiftSpanKind, fromMin: number, toMin: number | null): ShiftSpan => ({
  kind,
  startMs: fromMin * MINUTE,
  endMs: toMin === null ? null : toMin * MINUTE,
});
const shift = (spans: readonly ShiftSpan[], nowMin: number, endMin: number | null = null) =>
  assessShift(spans, { activeTime, pauses }, nowMin * MINUTE, endMin === null ? null : endMin * MINUTE);

describe('six hours (R42)', () => {
  it('count work, ready time and short pauses, and stop the agent when they are full', () => {
    const spans = [span('active', 0, 120), span('short_pause', 120, 130), span('active', 130, null)];
    expect(shift(spans, 359)).toMatchObject({ activeMs: 359 * MINUTE, remainingMs: MINUTE, mustStop: false });
    expect(shift(spans, 360)).toMatchObject({ remainingMs: 0, mustStop: true });
  });

  it('leave the meal out, and count a gap under twenty minutes', () => {
    const meal = [span('active', 0, 180), span('meal', 180, 200), span('active', 200, null)];
    expect(shift(meal, 260).activeMs).toBe(4 * HOUR);
    expect(shift([span('active', 0, 60), span('active', 79, null)], 100).activeMs).toBe(100 * MINUTE);
    expect(shift([span('active', 0, 60), span('active', 80, null)], 100).activeMs).toBe(80 * MINUTE);
  });
});

describe('pauses (R43)', () => {
  it('are two of ten minutes, none in the first or the last hour', () => {
    const fresh = shift([span('active', 0, null)], 30);
    expect(fresh).toMatchObject({ pausesNeeded: 2, pausesTaken: 0, pauseDue: false, nextPauseFromMs: HOUR });
    const early = [span('active', 0, 50), span('short_pause', 50, 60), span('active', 60, null)];
    expect(shift(early, 90).pausesTaken).toBe(0);
    const brief = [span('active', 0, 90), span('short_pause', 90, 99), span('active', 99, null)];
    expect(shift(brief, 120).pausesTaken).toBe(0);
    const good = [span('active', 0, 60), span('short_pause', 60, 70), span('active', 70, null)];
    expect(shift(good, 120).pausesTaken).toBe(1);
  });

  it('become due while there is still time for them and the meal, with work between, and are not put off', () => {
    // Meal and two pauses take 40 minutes and lie 15 apart; all is over 60 minutes before the end, at 380 with the meal.
    expect(shift([span('active', 0, null)], 249)).toMatchObject({
      pauseDue: false,
      nextPauseMs: 10 * MINUTE,
    });
    expect(shift([span('active', 0, null)], 250).pauseDue).toBe(true);
    const one = [span('active', 0, 120), span('short_pause', 120, 130), span('active', 130, null)];
    expect(shift(one, 274)).toMatchObject({ pauseDue: false, nextPauseMs: 20 * MINUTE });
    expect(shift(one, 275).pauseDue).toBe(true);
    const both = [
      ...one.slice(0, 2),
      span('active', 130, 200),
      span('meal', 200, 220),
      span('active', 220, null),
    ];
    expect(shift(both, 309)).toMatchObject({ pauseDue: false, nextPauseMs: 10 * MINUTE });
    expect(shift(both, 310).pauseDue).toBe(true);
    const all = [
      ...both.slice(0, 4),
      span('active', 220, 280),
      span('short_pause', 280, 290),
      span('active', 290, null),
    ];
    expect(shift(all, 350)).toMatchObject({ pausesTaken: 2, pauseDue: false, nextPauseFromMs: null });
  });

  it('may be longer than they must: a second meal is a pause as well', () => {
    const long = [
      span('active', 0, 90),
      span('meal', 90, 115),
      span('active', 115, 160),
      span('meal', 160, 185),
    ];
    expect(shift([...long, span('active', 185, null)], 200)).toMatchObject({
      mealTaken: true,
      pausesTaken: 1,
    });
  });

  it('are one in a shift of four hours, without a meal', () => {
    expect(shift([span('active', 0, null)], 30, 240)).toMatchObject({ pausesNeeded: 1, mealNeeded: false });
    expect(shift([span('active', 0, null)], 30, 241)).toMatchObject({ pausesNeeded: 2, mealNeeded: true });
  });

  it('know whether the meal was taken', () => {
    expect(shift([span('active', 0, 100), span('meal', 100, 119)], 119).mealTaken).toBe(false);
    expect(shift([span('active', 0, 100), span('meal', 100, 120)], 120).mealTaken).toBe(true);
    // Logged out for as long is as good.
    expect(shift([span('active', 0, 100), span('active', 120, null)], 130).mealTaken).toBe(true);
  });
});

describe('ringing (R32)', () => {
  const rule = parametersOf(BRASIL_2026, 'ring_time');
  it('lasts fifteen seconds from the ringing, or from the dial where none was heard of', () => {
    expect(mayStopRingingFromMs({ tDialMs: 0, tRingMs: 2000, exemption: null }, rule)).toBe(17_000);
    expect(mayStopRinging({ tDialMs: 0, tRingMs: null, exemption: null }, rule, 14_999)).toBe(false);
    expect(mayStopRinging({ tDialMs: 0, tRingMs: null, exemption: null }, rule, 15_000)).toBe(true);
  });

  it('may end at once on an announcement of the network, the agent’s own cancel and a second stop', () => {
    for (const exemption of ['network_announcement', 'agent_cancel', 'second_stop'] as const) {
      expect(mayStopRinging({ tDialMs: 0, tRingMs: 0, exemption }, rule, 1)).toBe(true);
    }
  });
});

describe('recording (R36, R37)', () => {
  const duty = (purpose: 'cobranca' | 'oferta', ...ufs: string[]) =>
    recordingDuty(BRASIL_2026.rules, { purpose, sector: 'outro', mode: 'predictive', ufs });

  it('is owed for collection in SP and RJ, also where the state is one of two', () => {
    expect(duty('cobranca', 'SP')).toEqual({ record: true, notice: true, operator: false, ufs: ['SP'] });
    expect(duty('cobranca', 'MG', 'RJ')).toEqual({ record: true, notice: true, operator: true, ufs: ['RJ'] });
    expect(duty('cobranca', 'MG').record).toBe(false);
    expect(duty('oferta', 'SP').record).toBe(false);
  });

  it('is owed with its notice in every talk of a campaign that records every one, and never less than by law', () => {
    const all = { record: true, notice: true };
    expect(talkRecording({ recordsEveryTalk: true }, duty('oferta', 'MG'))).toMatchObject(all);
    for (const recordsEveryTalk of [true, false]) {
      const owed = talkRecording({ recordsEveryTalk }, duty('cobranca', 'RJ'));
      expect(owed).toEqual({ ...all, operator: true, ufs: ['RJ'] });
    }
  });
});
