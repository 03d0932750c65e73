import type { Clock } from '../../ports/clock.js';
import { parseAriTime } from './ari-codec.js';
import { type AriCallee, callAriOnce } from './ari-one-call.js';
import type { AriServer } from './ari-transport.js';

/** Without one of them calls cannot be made, joined, heard or screened. */
const NEEDED_MODULES = [
  'app_amd.so',
  'app_stasis.so',
  'bridge_holding.so',
  'bridge_simple.so',
  'bridge_softmix.so',
  'chan_pjsip.so',
  'res_ari_applications.so',
  'res_ari_bridges.so',
  'res_ari_channels.so',
  'res_ari_events.so',
  'res_ari_playbacks.so',
  'res_ari_recordings.so',
  'res_musiconhold.so',
  'res_stasis.so',
  'res_stasis_playback.so',
  'res_stasis_recording.so',
  'res_stasis_snoop.so',
] as const;

/** A PJSIP endpoint as Asterisk tells of it: `unknown` where nobody asks whether it is there (`qualify_frequency=0`). */
export type EndpointState = 'online' | 'offline' | 'unknown' | 'absent';

/** What an Asterisk is like, as far as it concerns Cadência. */
export interface AsteriskChart {
  /** `22.10.1`. */
  readonly version: string;
  /** Its clock less ours. */
  readonly clockAheadMs: number | null;
  readonly missingModules: readonly string[];
  readonly endpoints: ReadonlyMap<string, EndpointState>;
  /** It takes calls of whoever comes: PJSIP has an endpoint of that name. */
  readonly anonymous: boolean;
}

export interface AsteriskExamination {
  readonly server: AriServer;
  readonly clock: Clock;
  /** PJSIP endpoints that have to be there. */
  readonly endpoints: readonly string[];
  /** Longest wait for one reply. */
  readonly deadlineMs: number;
}

/** Looks at an Asterisk by ARI and changes nothing. Rejects as every ARI call does. */
export async function examineAsterisk(examination: AsteriskExamination): Promise<AsteriskChart> {
  const { clock } = examination;
  const get = (path: readonly string[], query = {}): Promise<unknown> =>
    callAriOnce(examination satisfies AriCallee, { method: 'GET', path, query });
  const info = await get(['asterisk', 'info'], { only: 'system' });
  const askedMs = clock.now();
  const pong = await get(['asterisk', 'ping']);
  const hereMs = (askedMs + clock.now()) / 2;
  const thereMs = parseAriTime(textAt(pong, 'timestamp'));
  const running = runningModules(await get(['asterisk', 'modules']));
  const states = statesOf(await get(['endpoints', 'PJSIP']));
  return {
    version: textAt(info, 'system', 'version'),
    clockAheadMs: thereMs === null ? null : thereMs - hereMs,
    missingModules: NEEDED_MODULES.filter((name) => !running.has(name)),
    endpoints: new Map(examination.endpoints.map((id) => [id, states.get(id) ?? 'absent'])),
    anonymous: states.has('anonymous'),
  };
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce(memberOf, value);
  return typeof found === 'string' ? found : '';
}

function runningModules(reply: unknown): ReadonlySet<string> {
  const listed: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return new Set(
    listed.filter((one) => textAt(one, 'status') === 'Running').map((one) => textAt(one, 'name')),
  );
}

function statesOf(reply: unknown): ReadonlyMap<string, EndpointState> {
  const listed: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return new Map(listed.map((one) => [textAt(one, 'resource'), stateOf(textAt(one, 'state'))]));
}

function stateOf(text: string): EndpointState {
  return text === 'online' || text === 'offline' ? text : 'unknown';
}
