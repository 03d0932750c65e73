/** Kinds of documents that an operation sets for calls that come in. */
export const INBOUND_KINDS = ['queue', 'menu', 'line', 'agent', 'rules'] as const;
export type InboundKind = (typeof INBOUND_KINDS)[number];
