import type { CallInput } from '../core/call/call-input.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { AttemptId, LegId } from '../core/kernel/ids.js';
import type { CallCommands } from './call-commands.js';

/** The call whose person, or machine, hears a message. */
export interface MessagedCall {
  readonly subject: { readonly campaign: CampaignSettings };
  readonly attemptId: AttemptId;
  readonly legId: LegId;
  input(input: CallInput): void;
}

/** The message of one call: what is played to whom no agent meets. Ends with its supervisor. */
export class CallMessage {
  readonly #commands: CallCommands;
  readonly #call: MessagedCall;
  #plays = 0;

  constructor(commands: CallCommands, call: MessagedCall) {
    this.#commands = commands;
    this.#call = call;
  }

  play(message: 'abandoned' | 'machine'): void {
    const { subject, legId } = this.#call;
    const sound =
      message === 'abandoned' ? subject.campaign.abandonedMessage : subject.campaign.machineMessage;
    this.#plays += 1;
    const playId = this.#playId();
    this.#commands.send(
      'play',
      (server) => server.play(legId, sound, playId),
      () => this.#call.input({ kind: 'playFailed' }),
    );
  }

  /** Plays it once more to whom it may have been said before a restart: an end of that playing is not ours. */
  playAgain(message: 'abandoned' | 'machine'): void {
    this.#plays = 1;
    this.play(message);
  }

  /** True when the play is the last one we began. */
  isLast(playId: string): boolean {
    return playId === this.#playId();
  }

  #playId(): string {
    return `p${this.#plays}-${this.#call.attemptId}`;
  }
}
