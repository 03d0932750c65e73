import type { AgentOut } from '../../contract/agent-wire.js';
import type { DeskState } from '../../contract/desk-message.js';
import { isPagePhone } from '../../core/agent/page-phone.js';
import type { CampaignSettings } from '../../core/campaign/campaign.js';
import type { DeskScript, ScriptRun } from '../../core/desk/desk-script.js';
import { dispositionEffects } from '../../core/desk/disposition-effects.js';
import type { AgentMessage } from '../../core/floor/agent-message.js';
import type { Colleague, TalkView, TransferQueue } from '../../engine/engine-control.js';

export interface DeskParts {
  readonly atMs: number;
  readonly agent: AgentOut;
  readonly talk: TalkView | null;
  readonly colleagues: readonly Colleague[];
  readonly queues: readonly TransferQueue[];
  readonly campaigns: readonly CampaignSettings[];
  readonly history: DeskState['history'];
  readonly relayed: boolean;
  readonly messages: readonly AgentMessage[];
  readonly script: DeskScript | null;
  readonly run: ScriptRun | null;
  readonly popUrl: string | null;
}

/** Everything an agent's screen shows. */
export function deskToWire(parts: DeskParts): DeskState {
  const { agent, campaigns, script } = parts;
  const own = campaigns.find(({ id }) => id === agent.card?.campaignId);
  return {
    type: 'desk',
    atMs: parts.atMs,
    agent,
    talk: talkToWire(parts.talk),
    wrapUpByMs: agent.state === 'wrap_up' && own !== undefined ? agent.sinceMs + own.wrapUpLimitMs : null,
    colleagues: parts.colleagues.map((one) => ({ ...one })),
    queues: parts.queues.map((one) => ({ ...one })),
    campaigns: campaigns.map(campaignToDesk),
    script: script === null ? null : scriptToDesk(script),
    way: parts.run?.way ?? null,
    popUrl: parts.popUrl,
    history: parts.history,
    phone: { kind: isPagePhone(agent.endpoint) ? 'page' : 'desk', relayed: parts.relayed },
    messages: parts.messages.map(({ id, atMs, from, text }) => ({ id, atMs, from, text })),
  };
}

/** What an agent does with the person on his line. */
export function talkToWire(talk: TalkView | null): DeskState['talk'] {
  return talk === null ? null : { ...talk, notice: talk.notice === null ? null : { ...talk.notice } };
}

function campaignToDesk({ id, name, mode, dispositions, retry }: CampaignSettings) {
  return {
    id,
    name,
    mode,
    dispositions: dispositions.map(({ code, label }) => {
      const { effects, againAfterMs } = dispositionEffects(retry, code);
      return { code, label, effects: [...effects], againAfterMs };
    }),
  };
}

function scriptToDesk({ version, steps, popUrl }: DeskScript) {
  return { version, hasCrm: popUrl !== '', steps };
}
