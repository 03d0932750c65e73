/** How a call of a queue was served, or was not; each call has one. */
export const QUEUE_RESULTS = [
  'answered_in_time',
  'answered_late',
  'abandoned',
  /** Hung up within the goal's short seconds: counts for nothing. */
  'abandoned_short',
  'callback',
  'message',
] as const;
export type QueueResult = (typeof QUEUE_RESULTS)[number];
