import { createHmac } from 'node:crypto';
import type { IceServerOut } from '../../contract/ice-server-wire.js';

/** STUN and TURN of pages that are telephones. */
export interface IceSettings {
  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  /** Shared with the TURN server. */
  readonly turnSecret: string;
  readonly turnSeconds: number;
}

/**
 * What a page is given: TURN by a user name that says when it ends, and as password its HMAC-SHA1 under the shared
 * secret (draft-uberti-behave-turn-rest-00 §2.2, long-term credentials of RFC 8489 §9.2; coturn's `use-auth-secret`).
 * The TURN server needs no list of agents, and what a page leaks is worth nothing tomorrow.
 */
export function iceServersFor(user: string, ice: IceSettings | undefined, nowMs: number): IceServerOut[] {
  if (ice === undefined) {
    return [];
  }
  const { stunUrls, turnUrls, turnSecret, turnSeconds } = ice;
  const servers: IceServerOut[] = stunUrls.length === 0 ? [] : [{ urls: [...stunUrls] }];
  if (turnUrls.length > 0) {
    const username = `${Math.floor(nowMs / 1000) + turnSeconds}:${user}`;
    const credential = createHmac('sha1', turnSecret).update(username, 'utf8').digest('base64');
    servers.push({ urls: [...turnUrls], username, credential });
  }
  return servers;
}
