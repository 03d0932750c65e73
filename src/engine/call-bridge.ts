import type { CallInput } from '../core/call/call-input.js';
import type { CallState } from '../core/call/call-state.js';
import { agentOfLeg, type LegId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { CallCommands } from './call-commands.js';
import type { CallRecorder } from './call-recorder.js';

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

  /** Joins the two; the call hears how it went. Null: the agent has no leg any more. */
  start(agentLeg: LegId | null): void {
    this.#startedMs = this.#deps.clock.now();
    this.#turns += 1;
    // The late answer to an earlier bridge must not speak for the agent who has the call now.
    const turn = this.#turns;
    const isMine = (): boolean => turn === this.#turns && this.#call.state.phase === 'connecting';
    if (agentLeg === null) {
      this.#call.input({ kind: 'bridgeFailed' });
      return;
    }
    this.#join(agentLeg, isMine).catch((error: unknown) => {
      this.#deps.commands.tellDefect('bridge', error);
      if (isMine()) {
        this.#call.input({ kind: 'bridgeFailed' });
      }
    });
  }

  /** The recording runs before the two meet, and the notice is heard as they do: the row's times speak for both. */
  async #join(agentLeg: LegId, isMine: () => boolean): Promise<void> {
    const { commands, recorder } = this.#deps;
    if (recorder.owesRecording) {
      await recorder.start();
    }
    if (!isMine()) {
      return;
    }
    // Whom he is given to may be no agent, who stands ready, but another person: then the newcomer is the host.
    const isPerson = agentOfLeg(agentLeg) === null;
    const [host, guest] = isPerson ? [this.#call.legId, agentLeg] : [agentLeg, this.#call.legId];
    await commands.run('bridge', (server) => server.bridge(host, guest));
    const heard = !isMine() || !recorder.owesNotice || (await recorder.notify());
    if (isMine() && heard) {
      this.#call.input({ kind: 'bridged' });
    }
  }
}
