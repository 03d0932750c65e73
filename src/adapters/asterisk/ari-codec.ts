import type { AriRequest } from './ari-request.js';

/** A channel as ARI shows it, cut down to what is used. */
export interface AriChannel {
  readonly id: string;
  /** Down, Rsrvd, OffHook, Dialing, Ring, Ringing, Up, Busy, … */
  readonly state: string;
  /** Null when the server sent none that can be read. */
  readonly createdAtMs: number | null;
  /** The dialplan application it runs now, as `Stasis` or `AMD`, and its arguments; '' when unknown. */
  readonly application: string;
  readonly applicationData: string;
  /** The caller's number; '' when withheld. */
  readonly callerNumber: string;
}

/** A bridge and who is in it. */
export interface AriBridge {
  readonly id: string;
  readonly channelIds: readonly string[];
}

/** The ARI events that are used; every other type passes as `other`, so that a newer Asterisk harms nothing. */
export type AriEvent =
  | { readonly type: 'StasisStart'; readonly channel: AriChannel; readonly args: readonly string[] }
  | { readonly type: 'StasisEnd'; readonly channel: AriChannel }
  | { readonly type: 'ChannelStateChange'; readonly channel: AriChannel }
  | {
      readonly type: 'ChannelDestroyed';
      readonly channel: AriChannel;
      readonly cause: number | null;
      /** The final SIP status, on Asterisk 22 and later. */
      readonly techCause: number | null;
    }
  | { readonly type: 'ChannelDtmfReceived'; readonly channel: AriChannel; readonly digit: string }
  | { readonly type: 'Dial'; readonly peer: AriChannel; readonly dialStatus: string }
  | { readonly type: 'ChannelEnteredBridge'; readonly channel: AriChannel; readonly bridgeId: string }
  | { readonly type: 'ChannelLeftBridge'; readonly channel: AriChannel; readonly bridgeId: string }
  | { readonly type: 'PlaybackFinished'; readonly playbackId: string; readonly targetChannelId: string }
  | { readonly type: 'ApplicationReplaced'; readonly application: string }
  | { readonly type: 'other'; readonly name: string };

/** What a frame of the event socket holds. */
export type AriFrame =
  | { readonly kind: 'event'; readonly event: AriEvent }
  | { readonly kind: 'reply'; readonly requestId: string; readonly status: number; readonly body: unknown }
  | { readonly kind: 'bad' };

type Json = Readonly<Record<string, unknown>>;

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function textIn(object: Json | null, key: string): string {
  const value = object?.[key];
  return typeof value === 'string' ? value : '';
}

function integerIn(object: Json, key: string): number | null {
  const value = object[key];
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}

/** Reads JSON; undefined for anything else, the empty text included. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asterisk writes `2026-11-22T05:07:53.123+0000`: ISO 8601's basic offset, which only the extended one's readers refuse. */
export function parseAriTime(text: string): number | null {
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isFinite(time) ? time : null;
}

function parseChannel(value: unknown): AriChannel | null {
  const object = asObject(value);
  const id = textIn(object, 'id');
  if (object === null || id === '') {
    return null;
  }
  return {
    id,
    state: textIn(object, 'state'),
    createdAtMs: parseAriTime(textIn(object, 'creationtime')),
    application: textIn(asObject(object['dialplan']), 'app_name'),
    applicationData: textIn(asObject(object['dialplan']), 'app_data'),
    callerNumber: textIn(asObject(object['caller']), 'number'),
  };
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function present<T>(items: readonly (T | null)[]): readonly T[] {
  return items.filter((item) => item !== null);
}

/** The reply of `GET /channels`; entries that cannot be read are left out. */
export function parseChannels(value: unknown): readonly AriChannel[] {
  return Array.isArray(value) ? present(value.map(parseChannel)) : [];
}

/** The channels of an application, from `GET /applications/{app}`; null when the server does not say. */
export function parseApplicationChannels(value: unknown): ReadonlySet<string> | null {
  const ids = asObject(value)?.['channel_ids'];
  return Array.isArray(ids) ? new Set(stringsOf(ids)) : null;
}

/** The reply of `GET /bridges`; entries that cannot be read are left out. */
export function parseBridges(value: unknown): readonly AriBridge[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return present(
    value.map((item) => {
      const object = asObject(item);
      const id = textIn(object, 'id');
      return object === null || id === '' ? null : { id, channelIds: stringsOf(object['channels']) };
    }),
  );
}

/** The start of this Asterisk from `GET /asterisk/info`; '' when it does not say. */
export function parseStartupTime(value: unknown): string {
  return textIn(asObject(asObject(value)?.['status']), 'startup_time');
}

/** The text in `{"message": …}` of a refusal, or ''. */
export function parseRefusal(body: unknown): string {
  return textIn(asObject(body), 'message');
}

/** What the channel of a reply is called in its own protocol, of SIP the Call-ID; '' where it does not say. */
export function parseProtocolId(body: unknown): string {
  return textIn(asObject(body), 'protocol_id');
}

/** The value of `GET /channels/{id}/variable`, or ''. */
export function parseVariable(body: unknown): string {
  return textIn(asObject(body), 'value');
}

/** Packets of `GET /channels/{id}/rtp_statistics`. */
export function parseRtpStatistics(body: unknown): {
  readonly packetsIn: number | null;
  readonly packetsOut: number | null;
} {
  const fields = asObject(body);
  const counted = (name: string): number | null => {
    const value = fields?.[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  return { packetsIn: counted('rxcount'), packetsOut: counted('txcount') };
}

/** A variable of the channel in the reply that made it, or ''. */
export function parseChannelVariable(body: unknown, name: string): string {
  return textIn(asObject(asObject(body)?.['channelvars']), name);
}

/** Events whose subject is one channel in the field `channel`. */
function parseChannelEvent(type: string, object: Json): AriEvent | null {
  const channel = parseChannel(object['channel']);
  if (channel === null) {
    return null;
  }
  switch (type) {
    case 'StasisStart':
      return { type, channel, args: stringsOf(object['args']) };
    case 'StasisEnd':
    case 'ChannelStateChange':
      return { type, channel };
    case 'ChannelDestroyed':
      return { type, channel, cause: integerIn(object, 'cause'), techCause: integerIn(object, 'tech_cause') };
    case 'ChannelDtmfReceived':
      return { type, channel, digit: textIn(object, 'digit') };
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge': {
      const bridgeId = textIn(asObject(object['bridge']), 'id');
      return bridgeId === '' ? null : { type, channel, bridgeId };
    }
    default:
      return null;
  }
}

function parseEvent(type: string, object: Json): AriEvent {
  const other: AriEvent = { type: 'other', name: type };
  switch (type) {
    case 'Dial': {
      const peer = parseChannel(object['peer']);
      return peer === null ? other : { type, peer, dialStatus: textIn(object, 'dialstatus') };
    }
    case 'PlaybackFinished': {
      const playback = asObject(object['playback']);
      const target = /^channel:(.+)$/.exec(textIn(playback, 'target_uri'));
      return { type, playbackId: textIn(playback, 'id'), targetChannelId: target?.[1] ?? '' };
    }
    case 'ApplicationReplaced':
      return { type, application: textIn(object, 'application') };
    default:
      return parseChannelEvent(type, object) ?? other;
  }
}

/** Reads one text frame of the event socket; never throws. */
export function parseAriFrame(text: string): AriFrame {
  const object = asObject(parseJson(text));
  const type = textIn(object, 'type');
  if (object === null || type === '') {
    return { kind: 'bad' };
  }
  if (type !== 'RESTResponse') {
    return { kind: 'event', event: parseEvent(type, object) };
  }
  const status = integerIn(object, 'status_code');
  const requestId = textIn(object, 'request_id');
  if (status === null || requestId === '') {
    return { kind: 'bad' };
  }
  const raw = object['message_body'];
  return { kind: 'reply', requestId, status, body: typeof raw === 'string' ? parseJson(raw) : raw };
}

/** The request path with its segments percent-encoded, as `channels/c-1/play/p-1`. */
export function encodePath(request: AriRequest): string {
  return request.path.map(encodeURIComponent).join('/');
}

/** One `RESTRequest` frame; the server answers with a `RESTResponse` of the same `request_id`. */
export function encodeAriRequest(requestId: string, request: AriRequest): string {
  const query = Object.entries(request.query ?? {});
  return JSON.stringify({
    type: 'RESTRequest',
    transaction_id: requestId,
    request_id: requestId,
    method: request.method,
    uri: encodePath(request),
    ...(query.length === 0 ? {} : { query_strings: query.map(([name, value]) => ({ name, value })) }),
    ...(request.body === undefined
      ? {}
      : { content_type: 'application/json', message_body: JSON.stringify(request.body) }),
  });
}
