import { DEFAULT_RETRY } from '../../../src/core/retry/retry-presets.js';
import type { CentreShape } from './fault-centre.js';
import type { PlannedFault } from './fault-kind.js';

/** Clicks that bring an effect about which is seldom used by itself. */
const CAUSED_BY: Readonly<Record<string, readonly string[]>> = {
  'agents.hold': ['agents.dispose', 'agents.release'],
  'agents.release': ['agents.dispose', 'agents.release'],
  'agents.save': ['agents.saveProfile'],
  'mailings.create': ['agents.dial'],
  'mailings.addRows': ['agents.dial'],
  'mailings.finish': ['agents.dial'],
  'mailings.find': ['agents.dial'],
  'contacts.findByPhone': ['agents.dial'],
  'contacts.stateOf': ['agents.dial', 'callbacks.agree'],
  'contacts.leaseOne': ['agents.dial'],
  'contacts.setCallback': ['callbacks.agree', 'callbacks.cancel'],
  'contacts.counts': ['campaigns.find', 'campaigns.readiness'],
  'contacts.nextDueMs': ['campaigns.readiness'],
  'contacts.lists': ['campaigns.readiness'],
  'switches.save': ['switches.save'],
  'switches.list': ['switches.save'],
  'lineWatchStore.saveRest': ['lineWatch.rest', 'lineWatch.wake'],
  'lineWatchStore.rests': ['lineWatch.rest'],
  'bus.line': ['lineWatch.rest', 'lineWatch.wake'],
  'bus.switch': ['switches.save'],
  'campaigns.find': ['campaigns.find', 'campaigns.start'],
  'campaigns.save': ['campaigns.save', 'campaigns.setMode'],
  'campaigns.saveTrunk': ['engine.saveTrunk'],
  'campaigns.saveLine': ['engine.saveLine'],
  'campaigns.keepDialingStop': ['engine.stopAll', 'engine.resumeAll'],
  'pacing.decisions': ['campaigns.decisions'],
  'quartiles.last': ['campaigns.quartiles'],
  'personalCallbacks.save': ['personal.promise'],
  'personalCallbacks.remove': ['personal.release'],
  'personalCallbacks.of': ['personal.of'],
  'coordination.publish': ['engine.saveTrunk', 'engine.saveLine'],
  message: ['engine.saveTrunk', 'engine.saveLine'],
  'media.invite': ['talks.consult', 'talks.dialOut', 'talks.join'],
  'media.unbridge': ['talks.consult', 'talks.callOff'],
  'media.hold': ['talks.hold', 'talks.consult'],
  'media.sendDtmf': ['talks.sendKeys'],
  'media.pauseRecording': ['talks.pauseRecording', 'talks.resumeRecording'],
  'media.snoop': ['monitors.watch'],
  'media.endSnoop': ['monitors.watch', 'monitors.leave'],
  'event.unbridged': ['talks.consult', 'talks.hold'],
  'bus.help': ['help.ask', 'help.withdraw'],
  'bus.monitor': ['monitors.watch', 'monitors.leave'],
  'bus.campaign': ['campaigns.pause', 'campaigns.start'],
  'bus.dial': ['agents.dial'],
  'bus.talk': ['talks.hold', 'talks.consult'],
  'bus.ring': ['engine.stopAll'],
};

/** What the people of a run do more often than else, because of what is planned for it. */
export function favouredClicks(plan: readonly PlannedFault[]): ReadonlySet<string> {
  return new Set(
    plan.flatMap(({ effect }) =>
      effect.endsWith(' by hand') ? [effect.slice(0, -' by hand'.length)] : (CAUSED_BY[effect] ?? []),
    ),
  );
}

/** Effects of calls that come in. */
const INBOUND = new Set([
  'media.answer',
  'media.stopPlay',
  'event.offered',
  'event.dtmf',
  'event.playFinished',
  'inboundStore.callers',
  'inboundStore.keepCallers',
  'bus.inbound',
  'bus.queue',
  'talks.toQueue by hand',
]);

/** Effects of calls that are recorded. */
const RECORDED = new Set(['media.record', 'media.pauseRecording', 'bus.recording']);

/** Effects by what a centre has to be like for them: without it they are not, or hardly ever, met. */
const NEEDS: readonly (readonly [(effect: string) => boolean, Partial<CentreShape>])[] = [
  [(effect) => INBOUND.has(effect), { inbound: true }],
  [(effect) => effect.startsWith('sip.trunk') || effect === 'bus.trunk', { probed: true }],
  [(effect) => effect === 'contacts.findLeased', { twins: true, spacingMinutes: 0 }],
];

/** The centre of the seed, with what its plan cannot do without. */
export function shapeFor(drawn: CentreShape, plan: readonly PlannedFault[]): CentreShape {
  const met = NEEDS.filter(([needs]) => plan.some(({ effect }) => needs(effect)));
  const needed: CentreShape = Object.assign({}, drawn, ...met.map(([, change]) => change));
  const { campaign } = needed;
  const recorded = plan.some(({ effect }) => RECORDED.has(effect));
  // Only retries that go by the yield of a base ask for it.
  const byYield = plan.some(({ effect }) => effect === 'cadence.consumption');
  return {
    ...needed,
    campaign: {
      ...campaign,
      ...(recorded ? { recordsEveryTalk: true } : {}),
      ...(byYield ? { retry: { ...(campaign.retry ?? DEFAULT_RETRY), bestHours: true } } : {}),
    },
  };
}
