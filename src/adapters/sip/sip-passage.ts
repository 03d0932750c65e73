import { messageOf } from '../../core/kernel/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { SipMessageSeen } from '../../ports/sip-watch.js';
import type { LibraryReply, LibraryRequest, ProxyResult } from './drachtio-library.js';
import { ATTEMPT_HEADER, type SipCall, type SipCalls } from './sip-calls.js';
import { q850OfReason } from './sip-text.js';

/** The carrier's address, where an attempt's INVITE goes. */
export interface SipHop {
  readonly host: string;
  readonly port: number;
}

export interface SipPassageDeps {
  readonly clock: Clock;
  readonly calls: SipCalls;
  /** Where calls of the trunk go; null where it is not known any more. */
  readonly hopOf: (trunkId: SipCall['trunkId']) => SipHop | null;
  /** The Identity header of the call; null where calls are not signed. */
  readonly identityOf: ((call: SipCall) => Promise<string>) | null;
  /** Told of INVITE and final response where no copies of all messages come. */
  readonly tell: ((message: SipMessageSeen) => void) | null;
  /** A call that could not pass, and why; without its numbers. */
  readonly refused: (why: string) => void;
}

/** What an INVITE asks for: the user part of its address. */
const USER = /^sips?:([^@;]+)@/;
/** A dial rule may put prefixes before the number and leave out country and area, never its last digits. */
const SAME_DIGITS = 8;

/** Lets INVITEs of attempts pass to their carriers, signed, and reads how they end. Holds nothing that has to be ended. */
export class SipPassage {
  readonly #deps: SipPassageDeps;

  constructor(deps: SipPassageDeps) {
    this.#deps = deps;
  }

  pass(request: LibraryRequest, reply: LibraryReply): void {
    this.#pass(request, reply).catch((error: unknown) => {
      this.#refuse(reply, 500, messageOf(error));
    });
  }

  async #pass(request: LibraryRequest, reply: LibraryReply): Promise<void> {
    const call = this.#deps.calls.get(request.get(ATTEMPT_HEADER) ?? '');
    const user = USER.exec(request.uri)?.[1] ?? '';
    if (call === null) {
      this.#refuse(reply, 403, `it names no attempt that is dialled now in ${ATTEMPT_HEADER}`);
      return;
    }
    if (!user.endsWith(call.called.slice(-SAME_DIGITS))) {
      this.#refuse(reply, 403, `it calls another number than attempt ${call.attemptId}`);
      return;
    }
    const hop = this.#deps.hopOf(call.trunkId);
    if (hop === null) {
      this.#refuse(reply, 404, `trunk ${call.trunkId} is not known any more`);
      return;
    }
    const destination = [`sip:${user}@${hostText(hop.host)}:${hop.port}`];
    const headers = await this.#headersFor(call, request);
    this.#tell(call, request, null);
    request.proxy({ destination, headers }, (error, result) => {
      if (result === undefined) {
        // The library gives a refusal of the server as a text.
        this.#refuse(reply, 503, `the SIP server did not pass it on: ${String(error)}`);
        return;
      }
      this.#end(call, request, result);
    });
  }

  /** The number shown is the line's, also where the switch's own settings forgot to assert it. */
  async #headersFor(call: SipCall, request: LibraryRequest): Promise<Readonly<Record<string, string>>> {
    const { identityOf } = this.#deps;
    const asserted = request.get('P-Asserted-Identity') ?? '';
    const signed = request.get('Identity') ?? '';
    return {
      ...(asserted === '' && call.caller !== '' ? { 'P-Asserted-Identity': `<tel:${call.caller}>` } : {}),
      ...(identityOf === null || signed !== '' || call.caller === ''
        ? {}
        : { Identity: await identityOf(call) }),
    };
  }

  #end(call: SipCall, request: LibraryRequest, { finalStatus, finalResponse }: ProxyResult): void {
    if (finalStatus === undefined || finalResponse === undefined) {
      return;
    }
    const { msg } = finalResponse;
    const reason = msg.get('Reason') ?? '';
    this.#deps.calls.end(call.attemptId, { status: finalStatus, q850: q850OfReason(reason) });
    this.#tell(call, request, { status: finalStatus, phrase: msg.reason, reason, sdp: msg.body !== '' });
  }

  #tell(
    { attemptId, trunkId }: SipCall,
    request: LibraryRequest,
    response: { status: number; phrase: string; reason: string; sdp: boolean } | null,
  ): void {
    this.#deps.tell?.({
      attemptId,
      trunkId,
      atMs: this.#deps.clock.now(),
      callId: request.get('Call-ID') ?? '',
      direction: response === null ? 'out' : 'in',
      method: 'INVITE',
      status: response?.status ?? null,
      phrase: response?.phrase ?? '',
      reason: response?.reason ?? '',
      q850: q850OfReason(response?.reason ?? ''),
      sdp: response?.sdp ?? request.body !== '',
    });
  }

  #refuse(reply: LibraryReply, status: number, why: string): void {
    this.#deps.refused(why);
    try {
      reply.send(status);
    } catch {
      // The link went meanwhile: the server answers by itself that nobody serves it.
    }
  }
}

/** An address of version 6 stands in brackets. */
export function hostText(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
