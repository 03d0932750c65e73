/** A thing as it is stored, with its version, which grows by one at each change. */
export type Versioned<Thing> = Thing & { readonly version: number };

/**
 * The version a change starts from: 0 for a thing that must not be there yet, null for whatever is there. A change from
 * another version than the stored one rejects with DLR_STATE_CONFLICT.
 */
export type BaseVersion = number | null;
