import type { SimulatedLeg } from './simulated-leg.js';
import type { SwitchReport } from './switch-link.js';

/** Who hears whom on a simulated switch: an agent's leg, the one it is bridged with, and guests beside them. */
export class SimulatedBridges {
  readonly #report: (report: SwitchReport) => void;

  constructor(report: (report: SwitchReport) => void) {
    this.#report = report;
  }

  join(agentLeg: SimulatedLeg, leg: SimulatedLeg): void {
    if (leg.bridgedWith !== agentLeg) {
      this.part(agentLeg);
      this.part(leg);
      agentLeg.bridgedWith = leg;
      leg.bridgedWith = agentLeg;
    }
    for (const [one, other] of [
      [agentLeg, leg],
      [leg, agentLeg],
    ] as const) {
      one.held = false;
      one.updateHearing();
      this.#report({ kind: 'bridged', legId: one.legId, withLegId: other.legId });
    }
  }

  /** A further guest beside the one the host is bridged with. */
  invite(host: SimulatedLeg, leg: SimulatedLeg): void {
    this.part(leg);
    leg.held = false;
    leg.bridgedWith = host;
    host.guests.add(leg);
    leg.updateHearing();
    this.#report({ kind: 'bridged', legId: leg.legId, withLegId: host.legId });
    this.#report({ kind: 'bridged', legId: host.legId, withLegId: leg.legId });
  }

  /** Takes a leg out of the bridge it is in, if any; all stay alive. */
  part(leg: SimulatedLeg): void {
    for (const one of this.leave(leg)) {
      one.updateHearing();
      this.#report({ kind: 'unbridged', legId: one.legId });
    }
  }

  /** Who talks with nobody any more: a host leaves all its guests, of whom one may stay with the host otherwise. */
  leave(leg: SimulatedLeg): readonly SimulatedLeg[] {
    const other = leg.bridgedWith;
    if (other === null) {
      return [];
    }
    const alone = other.bridgedWith === leg ? [leg, other, ...leg.guests] : [leg];
    if (other.bridgedWith === leg) {
      for (const guest of leg.guests) {
        guest.bridgedWith = null;
      }
      leg.guests.clear();
      const [next = null] = other.guests;
      other.bridgedWith = next;
      if (next !== null) {
        other.guests.delete(next);
      }
    }
    other.guests.delete(leg);
    leg.bridgedWith = null;
    return alone.filter((one) => one.bridgedWith === null);
  }
}
