/** Out of automatic dialling to call people by hand: work, and no rest (NR-17, Anexo II). */
export const MANUAL_PAUSE = 'manual';

/** Pauses out of which a call may be made by hand: the agent is there and does not rest. */
export const CALLING_PAUSES: ReadonlySet<string> = new Set([MANUAL_PAUSE, 'login', 'liberado']);
