/*
 * What goes into `originate`. It is one text that FreeSWITCH takes apart at spaces, commas, quotes and brackets, so every
 * part is held against what it may consist of: a number or a name from a list must never become a variable, a second
 * destination or an application of its own.
 */
import type { DialHeader } from '../../core/route/dial-rule.js';
import { eslRefused } from './esl-failure.js';

const PLAIN_VALUE = /^[A-Za-z0-9_.+:@/-]*$/;
/** Printable, without what ends a quoted value or begins an expansion. */
const QUOTABLE_VALUE = /^[ !"#$%&()*+,\-./0-9:;<=>?@A-Z_a-z|~]*$/;
const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_.!%*+`~-]*$/;
const NUMBER = /^\+?[0-9*#]{1,32}$/;
const GATEWAY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** `user/1001@domain`, `sofia/profile/sip:1001@host:5060`, `verto.rtc/1001`. */
const ENDPOINT = /^[A-Za-z0-9_.]+\/[A-Za-z0-9_.:;@+=/-]+$/;

/** Asterisk's names of codecs, as dial rules may have them → FreeSWITCH's. */
const CODECS: Readonly<Record<string, string>> = {
  alaw: 'PCMA',
  ulaw: 'PCMU',
  g722: 'G722',
  g729: 'G729',
  opus: 'OPUS',
};

function quoted(name: string, value: string): string {
  if (PLAIN_VALUE.test(value)) {
    return value;
  }
  if (!QUOTABLE_VALUE.test(value) || value.startsWith('^^')) {
    throw eslRefused(
      'bgapi originate',
      `the value of '${name}' holds a character that FreeSWITCH would read as its own`,
    );
  }
  return `'${value}'`;
}

/** `{name=value,…}`, each value quoted where it has to be. */
export function variablesText(variables: ReadonlyMap<string, string>): string {
  const parts = [...variables].map(([name, value]) => {
    if (!VARIABLE_NAME.test(name)) {
      throw eslRefused('bgapi originate', `'${name.slice(0, 64)}' is no name of a variable`);
    }
    return `${name}=${quoted(name, value)}`;
  });
  return `{${parts.join(',')}}`;
}

/** The way to a number by a gateway. */
export function gatewayTarget(gateway: string, called: string): string {
  if (!GATEWAY.test(gateway)) {
    throw eslRefused('bgapi originate', `'${gateway.slice(0, 64)}' is no name of a gateway`);
  }
  if (!NUMBER.test(called)) {
    throw eslRefused('bgapi originate', 'the number called holds more than digits');
  }
  return `sofia/gateway/${gateway}/${called}`;
}

/** The way to an agent's phone. */
export function endpointTarget(endpoint: string): string {
  if (!ENDPOINT.test(endpoint)) {
    throw eslRefused(
      'bgapi originate',
      `'${endpoint.slice(0, 64)}' is no phone here: write user/1001@domain or sofia/profile/sip:1001@host`,
    );
  }
  return endpoint;
}

/** The number shown; '' shows none. */
export function callerVariables(caller: string): readonly (readonly [string, string])[] {
  if (caller === '') {
    return [];
  }
  if (!NUMBER.test(caller)) {
    throw eslRefused('bgapi originate', 'the number shown holds more than digits');
  }
  return [
    ['origination_caller_id_number', caller],
    ['origination_caller_id_name', caller],
    // P-Asserted-Identity instead of Remote-Party-ID (RFC 3325).
    ['sip_cid_type', 'pid'],
  ];
}

/** Headers of the INVITE and its codecs, as variables. */
export function sipVariables(
  headers: readonly DialHeader[],
  codecs: readonly string[],
): readonly (readonly [string, string])[] {
  const names = codecs.map((codec) => CODECS[codec.toLowerCase()] ?? codec);
  return [
    ...headers.map(({ name, value }) => [`sip_h_${name}`, value] as const),
    ...(names.length === 0 ? [] : [['absolute_codec_string', names.join(',')] as const]),
  ];
}

/** A leg in park sends nothing, and a far end that hears nothing for a minute gives it up. */
export const SAYS_SILENCE: readonly (readonly [string, string])[] = [['send_silence_when_idle', '-1']];

/** The leg goes into park when somebody answers. */
export const IGNORED_UNTIL_ANSWER: readonly (readonly [string, string])[] = [['ignore_early_media', 'true']];

/**
 * The leg goes into park with the first sound (183), where it can be heard. From then on FreeSWITCH's own timeout counts no
 * more, and what would ring for ever without us is ended by a task that the answer takes back. On answers without a 183
 * `execute_on_media` comes after `execute_on_answer`: it would end talks.
 */
export function heardFromFirstSound(seconds: number): readonly (readonly [string, string])[] {
  return [
    ['execute_on_pre_answer', `sched_hangup +${seconds} NO_ANSWER`],
    ['execute_on_answer', 'sched_cancel'],
  ];
}
