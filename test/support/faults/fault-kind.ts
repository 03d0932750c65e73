/** Deaths and pauses of the process, at any place where it waits for somebody. */
const PROCESS = ['dies before', 'dies after', 'stops and goes on'] as const;
const READ = [...PROCESS, 'slow', 'down', 'no answer'] as const;
/** What becomes of a write, and what its writer hears of it, are two things. */
const WRITE = [
  ...READ,
  'full',
  'kept, answer lost',
  'kept later, answer lost',
  'rolled back, answer lost',
  'fails over',
] as const;

const COMMAND = [
  ...PROCESS,
  'slow',
  'refused',
  'leg ended',
  'done, answer lost',
  'not done, answer lost',
  'link cut',
  'switch killed',
  'switch hangs',
] as const;

/** What can go wrong with an effect, by what kind of effect it is. */
export const FAULTS = {
  read: READ,
  write: WRITE,
  shared: [...READ, 'kept, answer lost', 'kept later, answer lost', 'gone for a while', 'forgets everything'],
  message: ['lost', 'doubled', 'late'],
  command: COMMAND,
  /** A call to a person: the server may be full, and the carrier may take none for a while. */
  dial: [...COMMAND, 'switch full', 'carrier refuses'],
  /** A call to an agent's phone, which may be away. */
  ring: [...COMMAND, 'switch full', 'phone away'],
  /** Idempotent by contract and never refused: only its answer, or the way there, can be lost. */
  ending: [
    ...PROCESS,
    'slow',
    'done, answer lost',
    'not done, answer lost',
    'link cut',
    'switch killed',
    'switch hangs',
  ],
  event: [
    'dies before',
    'dies after',
    'lost',
    'doubled',
    'late',
    'out of order',
    'link cut',
    'switch killed',
  ],
  /** What somebody beside the media server tells of SIP and of carriers. */
  notice: ['dies before', 'dies after', 'lost', 'doubled', 'late'],
  standing: ['dies before', 'dies after'],
  timer: ['dies before', 'dies after', 'late', 'stops and goes on'],
  now: ['jumps ahead', 'jumps back'],
  listener: ['throws', 'dies after'],
  click: ['twice at once', 'again later', 'dies after', 'page gone', 'a storm of them'],
} as const;

export type EffectClass = keyof typeof FAULTS;
export type FaultKind = (typeof FAULTS)[EffectClass][number];

/** One thing that goes wrong, once: at the first use of the effect from that time on, after so many others. */
export interface PlannedFault {
  readonly id: number;
  readonly effect: string;
  readonly kind: FaultKind;
  /** From the start of the run. */
  readonly fromMs: number;
  readonly skip: number;
  /** How long it goes on, where it goes on. */
  readonly lastsMs: number;
}

export function tellFault({ effect, kind, fromMs, skip, lastsMs }: PlannedFault): string {
  const after = skip === 0 ? '' : `, after ${skip} others`;
  return `${(fromMs / 1000).toFixed(3)} s: ${effect} ${kind} (${lastsMs} ms${after})`;
}
