import { newCall } from '../core/call/call-state.js';
import { contactGuardKey, fenceKey } from '../core/compliance/facts/dial-key.js';
import type { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { OpeningGuard } from '../ports/attempt-store.js';
import { dutiesOf, openAttempt, planCall } from './attempt-opening.js';
import { CallSupervisor } from './call-supervisor.js';
import { type DialWish, LONGEST_WRITE_MS } from './dial-decision.js';
import type { DialTurn } from './dial-turn.js';
import type { DialerDeps, DialingCampaign } from './dialing-campaign.js';
import type { KnownFacts } from './fact-book.js';
import type { Route } from './route.js';

/** What a turn that the gate allowed leaves with. */
export interface AllowedDial {
  readonly wish: DialWish;
  readonly route: Route;
  readonly known: KnownFacts;
  readonly policy: CompiledPolicy;
  readonly decisionId: string;
}

/** From a turn the gate allowed to a row on the disk to an originate. Holds nothing that has to be ended. */
export class CallLaunch {
  readonly #deps: DialerDeps;
  readonly #campaign: DialingCampaign;

  constructor(deps: DialerDeps, campaign: DialingCampaign) {
    this.#deps = deps;
    this.#campaign = campaign;
  }

  /** Places the call; rejects when its row could not be kept: then nothing left. */
  place(
    { contact, phone, lane, agent, server, homeId, failed, beside }: DialTurn,
    allowed: AllowedDial,
  ): Promise<void> {
    const { engineId, persons, trunks, facts, fleet } = this.#deps;
    const { wish, route, known, policy, decisionId } = allowed;
    const { attemptId, attemptGroup, campaign, mode } = wish;
    const { cpfHash, debtId } = contact;
    persons.take(contact, phone);
    trunks.spend(route);
    fleet.give(server.id);
    const reservedAgentId = agent?.profile.id ?? null;
    const where = { engineId, mediaServerId: server.id, nowMs: wish.atMs };
    const proof = { dncSnapshot: known.dncSnapshot, policyVersion: policy.version, decisionId };
    const question = { attemptId, attemptGroup, contact, phone, campaign, route, ...where, ...proof };
    const opening = openAttempt(question, mode, reservedAgentId);
    const duties = dutiesOf(opening, policy.policy.rules, wish.atMs);
    const plan = planCall(campaign, server.capabilities, { reservedAgentId, lane }, duties);
    const from = { serverId: server.id, homeId, lane, beside: beside !== null };
    const subject = { opening, contact, campaign, ...from };
    const host = beside?.host ?? this.#campaign;
    const call = new CallSupervisor({ ...this.#deps, host }, subject, newCall(plan));
    this.#campaign.add(call);
    this.#campaign.places.expect(call);
    if (agent !== null && beside === null) {
      agent.card = { attemptId, campaignId: campaign.id, contact, decideByMs: null };
      agent.input({ kind: failed === null ? 'reserve' : 'reserveAgain', attemptId });
    }
    const asRead = { attemptId, key: contactGuardKey(contact.id), version: contact.revision } as const;
    // Whoever does not own the campaign has no fence that would be taken.
    const fence = this.#campaign.fence ?? -1;
    const owned = { attemptId, key: fenceKey(campaign.id), version: fence } as const;
    const guards = [...known.guards(attemptId), { ...asRead, use: 'contact' as const }];
    const written = this.#write(call, route, fence, [...guards, { ...owned, use: 'fence' }]);
    facts.change({ phone, cpfHash, debtId }, written);
    return written;
  }

  /** No dial without a committed row, nor on a decision of a while ago: windows close and debts are paid meanwhile. */
  #write(call: CallSupervisor, route: Route, fence: number, guards: readonly OpeningGuard[]): Promise<void> {
    const { journal, bus, clock } = this.#deps;
    const { opening } = call.subject;
    const untilMs = opening.tQueuedMs + LONGEST_WRITE_MS;
    const committed = journal.open(opening, guards).then(() => {
      if (clock.now() > untilMs || this.#campaign.fence !== fence) {
        throw new CadenciaError('DLR_FACTS_MOVED', {
          detail: `Writing attempt '${opening.attemptId}' took so long that it has to be decided anew, or another engine dials its campaign now.`,
        });
      }
    });
    committed.then(
      () => {
        const { attemptId, campaignId, trunkId, mode } = opening;
        bus.emit('call:dialed', { attemptId, campaignId, trunkId, mode, atMs: clock.now() });
        const ms = this.#deps.trunks.departIn(route);
        call.input({ kind: 'committed', ...(ms > 0 ? { wait: { ms, untilMs } } : {}) });
      },
      () => call.input({ kind: 'commitFailed' }),
    );
    return committed;
  }
}
