import { describe, expect, it } from 'vitest';
import { ACCESS_EVENT_WORDS } from '../../src/contract/access-words.js';
import { ADMIN_ACTION_WORDS } from '../../src/contract/admin-action-words.js';
import {
  CORRECTION_STATE_WORDS,
  STATEMENT_MOVE_WORDS,
  STATEMENT_STATE_WORDS,
} from '../../src/contract/billing-wire.js';
import { engineWire } from '../../src/contract/engine-wire.js';
import { FEED_KIND_WORDS } from '../../src/contract/feed-wire.js';
import { JOB_KIND_WORDS, JOB_STATE_WORDS } from '../../src/contract/job-words.js';
import { FACT_REGISTER_WORDS, LIST_WORDS } from '../../src/contract/list-wire.js';
import { campaignIdWire } from '../../src/contract/wire-ids.js';
import { AGENT_STATES } from '../../src/core/agent/agent-state.js';
import { CORRECTION_STATES } from '../../src/core/billing/correction-proposal.js';
import { STATEMENT_MOVES, STATEMENT_STATES } from '../../src/core/billing/statement.js';
import { CALL_PHASES, LIVE_PHASES } from '../../src/core/call/call-phase.js';
import { CAMPAIGN_STATES, DIAL_MODES } from '../../src/core/campaign/campaign.js';
import { GATE_RULES } from '../../src/core/compliance/gate/gate-rules.js';
import { LIMIT_STATES } from '../../src/core/compliance/limits/limit-state.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { FEED_KINDS } from '../../src/core/feeds/feed-event.js';
import { isSafeId } from '../../src/core/kernel/ids.js';
import { OUTCOMES, REASONS } from '../../src/core/outcome/outcome.js';
import { PACING_LIMITS, type PacingStrategy } from '../../src/core/pacing/pacing-strategy.js';
import { pausedPacing } from '../../src/core/pacing/paused-pacing.js';
import { powerPacing } from '../../src/core/pacing/power-pacing.js';
import { predictivePacing } from '../../src/core/pacing/predictive-pacing.js';
import { previewPacing } from '../../src/core/pacing/preview-pacing.js';
import { OBSTACLE_CODES } from '../../src/core/readiness/obstacle.js';
import { FACT_REGISTERS } from '../../src/core/registers/fact-row.js';
import { JOB_KINDS, JOB_STATES } from '../../src/ports/jobs.js';
import { ADMIN_ACTIONS } from '../../src/ports/person-store.js';
import { ACCESS_EVENTS } from '../../src/ports/user-store.js';
import { pacingLine } from '../../web/live/pacing-line.js';
import { AGENT_LOOK, CALL_ROWS, CAMPAIGN_TONE, DIALING_TONE, OUTCOME_TONE } from '../../web/live/tables.js';
import { TEXTS_EN } from '../../web/live/texts-en.js';
import { TEXTS_PT_BR } from '../../web/live/texts-pt-br.js';

describe('the contract', () => {
  it('says the words of the ports', () => {
    expect(JOB_KIND_WORDS).toEqual(JOB_KINDS);
    expect(JOB_STATE_WORDS).toEqual(JOB_STATES);
    expect(STATEMENT_STATE_WORDS).toEqual(STATEMENT_STATES);
    expect(FEED_KIND_WORDS).toEqual(FEED_KINDS);
    expect(STATEMENT_MOVE_WORDS).toEqual(STATEMENT_MOVES);
    expect(CORRECTION_STATE_WORDS).toEqual(CORRECTION_STATES);
    expect(ACCESS_EVENT_WORDS).toEqual(ACCESS_EVENTS);
    expect(ADMIN_ACTION_WORDS).toEqual(ADMIN_ACTIONS);
    expect(LIST_WORDS).toEqual(LISTS);
    expect(FACT_REGISTER_WORDS).toEqual(FACT_REGISTERS);
  });

  it.each(['a', 'A-1_b.c', '', '.a', '-a', 'a b', 'é', 'a/b', 'a\n', 'x'.repeat(64), 'x'.repeat(65)])(
    'takes %j as an id exactly when the core does',
    (text) => {
      expect(campaignIdWire.safeParse(text).success).toBe(isSafeId(text));
    },
  );
});

describe('the words of the live page', () => {
  const keys = Object.keys(TEXTS_PT_BR);

  it('are the same in both languages, with the same figures', () => {
    expect(keys.length).toBeGreaterThan(100);
    expect(Object.keys(TEXTS_EN)).toEqual(keys);
    const figuresOf = (texts: Readonly<Record<string, string>>) =>
      keys.map((key) => [key, [...(texts[key] ?? '').matchAll(/\{\w+\}/g)].map(String).sort()]);
    expect(figuresOf(TEXTS_EN)).toEqual(figuresOf(TEXTS_PT_BR));
  });

  it.each([
    ['agent', AGENT_STATES],
    ['call', CALL_ROWS.map(({ key }) => key)],
    ['campaign', CAMPAIGN_STATES],
    ['mode', DIAL_MODES],
    ['outcome', OUTCOMES],
    ['reason', REASONS],
    ['limit', PACING_LIMITS],
    ['why', PACING_LIMITS],
    ['limitState', LIMIT_STATES],
    ['obstacle', OBSTACLE_CODES],
    ['dialing', Object.keys(DIALING_TONE)],
    ['rule', [...GATE_RULES.map(({ id }) => id), 'no_phone', 'person_busy']],
  ])('name every %s, and none that the engine does not have', (group, wanted) => {
    const said = keys.filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));
    expect(said.sort()).toEqual([...wanted].sort());
  });
});

describe('the tables of the live page', () => {
  it('show every state of agents, campaigns and dialling, and every outcome', () => {
    expect(Object.keys(AGENT_LOOK).sort()).toEqual([...AGENT_STATES].sort());
    expect(Object.keys(CAMPAIGN_TONE).sort()).toEqual([...CAMPAIGN_STATES].sort());
    expect(Object.keys(DIALING_TONE)).toEqual(engineWire.shape.dialing.options);
    expect(Object.keys(OUTCOME_TONE)).toEqual([...OUTCOMES].reverse());
  });

  it('count every phase of a live call in exactly one row', () => {
    const phases = CALL_ROWS.flatMap((row) => row.phases);
    expect(phases).toEqual(CALL_PHASES.filter((phase) => phase !== 'closed'));
  });

  it('count a channel in the air in every phase in which a leg may live', () => {
    const air = CALL_ROWS.filter((row) => row.air).flatMap((row) => row.phases);
    expect(air.filter((phase) => phase !== 'committing')).toEqual([...LIVE_PHASES]);
  });
});

describe('the pacing line of the live page', () => {
  const free = { ageMs: 0, ringingMs: null, screeningMs: null, waiting: false };
  const snapshot = {
    idleAgents: 4,
    busyAgents: [{ phase: 'talking' as const, ageMs: 60_000, leaving: false }],
    calls: [free, free],
    connectedToday: 100,
    abandonedToday: 1,
    freeChannels: 50,
    cpsRoom: 10,
    contactsReady: 100,
    msLeftToday: null,
  };
  const settings = {
    ratio: 1.5,
    abandonCap: 0.03,
    connectDeadlineMs: 2000,
    ringTimeoutMs: 25_000,
    amd: false,
  };

  it.each([
    ['power', powerPacing, /^Novas chamadas: 4\. .*Power 1,5:1: 4 livres pedem 6 chamadas; 2 em curso\.$/],
    [
      'predictive',
      predictivePacing,
      /^Novas chamadas: \d+\. .*4 livres e \d.* atendimentos esperados; risco .*%\.$/,
    ],
    ['preview', previewPacing, /^Cada agente disca ao aceitar o contato: 4 livres, 2 chamadas em curso\.$/],
    ['paused', pausedPacing, /^Nada é discado neste modo\.$/],
  ] as const)('says every figure of a %s decision of the real strategy', (lane, strategy, sentence) => {
    const pacing = strategy as PacingStrategy<unknown>;
    const { decision } = pacing.step(pacing.init(settings), snapshot, [], 1_000_000);
    expect(pacingLine(lane, decision).text).toMatch(sentence);
    expect(pacingLine(lane, decision).text).not.toMatch(/undefined|NaN|\{/);
  });
});
