import type { Contact } from '../core/contact/contact.js';
import type { AttemptId, E164 } from '../core/kernel/ids.js';
import type { Verdict } from './gate-desk.js';

/**
 * `blocked`: the contact went back to the list; `no_route`: no trunk has room and the contact is still the caller's;
 * `unready`: the contact is still the caller's and its facts have to be read first.
 */
export type DialResult = 'placed' | 'blocked' | 'no_route' | 'unready';

/** What came of asking for a call to one phone. `committed` rejects when the row could not be kept: then nothing left. */
export type Asked =
  | { readonly kind: 'placed'; readonly attemptId: AttemptId; readonly committed: Promise<void> }
  | { readonly kind: 'blocked'; readonly block: DialBlock }
  /** The question could not be put to the gate. */
  | { readonly kind: 'refused'; readonly why: 'policy' | 'demo_trunk' }
  /** No line may be shown: to this person at this number, or to nobody of the campaign. */
  | { readonly kind: 'barred'; readonly block: DialBlock; readonly reach: 'contact' | 'campaign' }
  | { readonly kind: 'no_server' | 'no_phone' | 'no_route' | 'unready' };

/** What the gate said to a call that did not leave. */
export interface DialBlock extends Verdict {
  readonly contact: Contact;
  readonly phone: E164;
}
