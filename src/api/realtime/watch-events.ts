import type { AgentId, CampaignId, QueueId } from '../../core/kernel/ids.js';
import type { EngineEvents } from '../../ports/engine-events.js';

/** Told which row an event may have changed; the hub looks whether it did. */
interface RowTouch {
  campaign(id: CampaignId): void;
  agent(id: AgentId): void;
  engine(): void;
  limit(id: string): void;
  queue(id: QueueId): void;
}

/** Maps each event to the rows it changes; the result ends it. */
export function watchEvents(events: EngineEvents, touch: RowTouch): () => void {
  const call = (event: { readonly campaignId: CampaignId }): void => {
    touch.campaign(event.campaignId);
    touch.engine();
  };
  const campaign = (event: { readonly campaignId: CampaignId }): void => touch.campaign(event.campaignId);
  const queue = ({ queueId }: { readonly queueId: QueueId | null }): void => {
    if (queueId !== null) {
      touch.queue(queueId);
    }
  };
  const engine = (): void => touch.engine();
  const offs = [
    events.on('call:dialed', call),
    events.on('call:moved', call),
    events.on('call:answered', campaign),
    events.on('call:connected', (event) => {
      touch.campaign(event.campaignId);
      touch.agent(event.agentId);
    }),
    events.on('call:abandoned', campaign),
    events.on('call:closed', (event) => {
      call(event);
      if (event.row.result.agentId !== null) {
        touch.agent(event.row.result.agentId);
      }
    }),
    events.on('agent:moved', (event) => {
      touch.agent(event.agentId);
      event.campaignIds.forEach(touch.campaign);
    }),
    events.on('dial:blocked', campaign),
    events.on('campaign:moved', campaign),
    events.on('pacing:decided', campaign),
    events.on('recording:failed', campaign),
    events.on('abandon:stopped', campaign),
    events.on('abandon:resumed', campaign),
    events.on('hopper:filled', campaign),
    events.on('hopper:dry', campaign),
    events.on('limit:warned', ({ id }) => touch.limit(id)),
    events.on('limit:stopped', ({ id }) => touch.limit(id)),
    events.on('inbound:moved', queue),
    events.on('inbound:unserved', queue),
    events.on('inbound:needs', queue),
    events.on('trunk:closed', engine),
    events.on('trunk:probed', engine),
    events.on('trunk:backedOff', engine),
    events.on('switch:moved', engine),
    events.on('media:up', engine),
    events.on('media:down', engine),
    events.on('media:full', engine),
    events.on('media:free', engine),
    events.on('store:failed', engine),
    events.on('store:recovered', engine),
    events.on('recovery:done', engine),
  ];
  return () => {
    for (const off of offs) {
      off();
    }
  };
}
