import type { AcdQueue } from '../../src/core/acd/acd-queue.js';
import type { AgentDuty } from '../../src/core/acd/agent-duty.js';
import { readAcdQueue } from '../../src/core/acd/read-acd-queue.js';
import { readIvrMenu } from '../../src/core/acd/read-ivr-menu.js';
import { makeHolidayCalendar } from '../../src/core/compliance/calendar/holiday-calendar.js';
import {
  type AgentId,
  parseCampaignId,
  parseE164,
  parseQueueId,
  type QueueId,
} from '../../src/core/kernel/ids.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import type { InboundPlan } from '../../src/engine/inbound-plan.js';

export const DEBTS = parseQueueId('cobranca');
export const SALES = parseQueueId('vendas');
/** Whom callers of the tests call, and who they are. */
export const OUR_NUMBER = '+551130000000';
export const CALLER = '11987654321';

const menuWith = (say: string) =>
  readIvrMenu({
    start: 'menu',
    onTooLong: 'divida',
    nodes: {
      menu: {
        kind: 'choose',
        say,
        keys: { '1': 'divida', '2': 'vendas', '3': 'retorno' },
        waitMs: 3000,
        times: 1,
        onSilence: 'divida',
        onInvalid: 'divida',
      },
      divida: { kind: 'queue', queueId: DEBTS },
      vendas: { kind: 'queue', queueId: SALES },
      retorno: { kind: 'callback', queueId: DEBTS, say: 'ligaremos' },
    },
  });

export interface TestPlan {
  /** @default OUR_NUMBER */
  readonly ourNumber?: string;
  /** @default 'menu-inicial' */
  readonly menuSound?: string;
  readonly debts?: Partial<AcdQueue>;
  readonly sales?: Partial<AcdQueue>;
  /** @default both queues with rank 1, no skill, inbound and outbound */
  readonly duties?: (agentId: AgentId) => Partial<AgentDuty> | null;
  readonly recognise?: InboundPlan['recognise'];
  readonly forecastPerHour?: InboundPlan['forecastPerHour'];
  readonly arrived?: InboundPlan['arrived'];
  readonly dayOf?: InboundPlan['dayOf'];
}

/** Two queues behind one menu: 1 is debts, 2 sales, 3 asks to be called back; silence is debts. */
export function testPlan(choices: TestPlan = {}): InboundPlan {
  const { debts, sales, duties, recognise, forecastPerHour, ourNumber = OUR_NUMBER } = choices;
  const menu = menuWith(choices.menuSound ?? 'menu-inicial');
  const quiet = { firstMs: DAY, everyMs: DAY, sayPosition: true, sayWait: true, mostMinutes: 10 };
  const queues = new Map<QueueId, AcdQueue>([
    [DEBTS, { ...readAcdQueue({ id: DEBTS }), announcements: quiet, ...debts }],
    [SALES, { ...readAcdQueue({ id: SALES }), announcements: quiet, ...sales }],
  ]);
  const ranks = new Map([
    [DEBTS, 1],
    [SALES, 1],
  ]);
  return {
    queues,
    priorityStepMs: MINUTE,
    abandoned: {
      shortMs: 2 * SECOND,
      delayMs: 5 * MINUTE,
      retryMs: HOUR,
      tries: 3,
      keepMs: DAY,
      most: 1000,
    },
    callsBack: true,
    calendar: makeHolidayCalendar(),
    lineOf: (called) =>
      called === ourNumber
        ? { number: parseE164(OUR_NUMBER), campaignId: parseCampaignId('cobranca') }
        : null,
    onChange: () => () => {},
    menuOf: (called) => (called === ourNumber ? menu : null),
    queueOf: (called) => (called === ourNumber ? DEBTS : null),
    dutyOf: (profile) => {
      const duty = duties === undefined ? {} : duties(profile.id);
      return duty === null ? null : { queues: ranks, skills: new Map(), role: 'both', shift: null, ...duty };
    },
    recognise: recognise ?? (async () => ({ kind: 'unknown' })),
    forecastPerHour: forecastPerHour ?? (() => null),
    arrived: choices.arrived ?? (() => {}),
    dayOf: choices.dayOf ?? (() => null),
    soundsOf: (part) => [`fila-${part.kind}`],
  };
}
