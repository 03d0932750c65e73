import type { CallInput } from '../core/call/call-input.js';
import type { CallState } from '../core/call/call-state.js';
import { agentOfLeg, isTieLeg, type LegId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { CallCommands } from './call-commands.js';
import type { CallRecorder } from './call-recorder.js';
import type { TieLine } from './tie-line.js';

/** How an agent is met: by his leg, on the call's own switch or at the far end of a tie. */
export interface AgentReach {
  readonly legId: LegId;
  readonly tie: TieLine | null;
}

/** The call whose person is to meet an agent. */
export interface BridgedCall {
  readonly legId: LegId;
  readonly state: CallState;
  input(input: CallInput): void;
}

export interface BridgeDeps {
  readonly clock: Clock;
  readonly commands: CallCommands;
  readonly recorder: CallRecorder;
}

/** Joins the person of one call with the agents who get him, one after the other. Ends with its supervisor. */
export class CallBridge {
  readonly #deps: BridgeDeps;
  readonly #call: BridgedCall;
  #turns = 0;
  #startedMs = 0;

  constructor(deps: BridgeDeps, call: BridgedCall) {
    this.#deps = deps;
    this.#call = call;
  }

  /** When the last bridge command left. */
  get startedMs(): number {
    return this.#startedMs;
  }

  /** Joins the two; the call hears how it went. Null: the agent has no leg any more, or no way leads to it. */
  start(reach: AgentReach | null): void {
    this.#startedMs = this.#deps.clock.now();
    this.#turns += 1;
    // The late answer to an earlier bridge must not speak for the agent who has the call now.
    const turn = this.#turns;
    const isMine = (): boolean => turn === this.#turns && this.#call.state.phase === 'connecting';
    if (reach === null) {
      this.#call.input({ kind: 'bridgeFailed' });
      return;
    }
    this.#join(reach, isMine).catch((error: unknown) => {
      this.#deps.commands.tellDefect('bridge', error);
      if (isMine()) {
        this.#call.input({ kind: 'bridgeFailed' });
      }
    });
  }

  /**
   * The recording runs before the two meet, and the notice is heard as they do: the row's times speak for both. By a tie
   * both switches are told at once, so that it takes no longer than the slower of them.
   */
  async #join({ legId: agentLeg, tie }: AgentReach, isMine: () => boolean): Promise<void> {
    const { commands, recorder } = this.#deps;
    if (recorder.owesRecording) {
      await recorder.start();
    }
    if (!isMine()) {
      return;
    }
    // Whom he is given to may be no agent, who stands ready, but another person: then the newcomer is the host.
    const near = tie?.nearLegId ?? agentLeg;
    const isPerson = agentOfLeg(agentLeg) === null && !isTieLeg(agentLeg);
    const [host, guest] = isPerson ? [this.#call.legId, agentLeg] : [near, this.#call.legId];
    await Promise.all([commands.run('bridge', (server) => server.bridge(host, guest)), tie?.meet(agentLeg)]);
    const heard = !isMine() || !recorder.owesNotice || (await recorder.notify());
    if (isMine() && heard) {
      this.#call.input({ kind: 'bridged' });
    }
  }
}
