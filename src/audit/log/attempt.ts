/** A row of the call log as the rules read it; times are milliseconds since 1970 in UTC. */
export interface Attempt {
  readonly id: string;
  /** Rows of one try over several carriers: they count once for the person. */
  readonly group: string;
  readonly campaign: string;
  readonly purpose: string;
  readonly sector: string;
  readonly creditor: string;
  readonly callerRoot: string;
  readonly cpf: string;
  readonly debt: string;
  readonly phone: string;
  readonly municipality: string;
  readonly mode: string;
  readonly line: string;
  readonly lineOwnerRoot: string;
  readonly lineCarrier: string;
  readonly privacy: boolean;
  readonly carrier: string;
  readonly service: string;
  readonly authenticated: boolean;
  readonly tDial: number | null;
  readonly tRing: number | null;
  readonly tAnswer: number | null;
  readonly tAmd: number | null;
  readonly tAgent: number | null;
  readonly tMessage: number | null;
  readonly tEnd: number;
  readonly tWrapEnd: number | null;
  readonly endedBy: string;
  readonly amd: string;
  readonly voicemail: boolean;
  readonly agentId: string;
  readonly disposition: string;
  readonly outcome: string;
  readonly reason: string;
  readonly recordingId: string;
  readonly recordingNotice: boolean;
  readonly dncSnapshot: Readonly<Record<string, string>>;
  readonly policyVersion: string;
  readonly chainId: string;
  readonly prevHash: string;
  readonly hash: string;
  /** The row as read: what its hash covers. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** An attempt that left the house: what dial rules look at. */
export interface DialledAttempt extends Attempt {
  readonly tDial: number;
}

/** True for a row of an outbound call that was dialled. */
export function isDialled(attempt: Attempt): attempt is DialledAttempt {
  return attempt.tDial !== null && attempt.mode !== 'inbound';
}
