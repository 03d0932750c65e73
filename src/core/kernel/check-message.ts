import { CadenciaError } from './errors.js';

/** Longest text of a message between nodes: PostgreSQL's NOTIFY carries just under 8 000 bytes. */
export const MESSAGE_MAX_BYTES = 7000;
const CHANNEL = /^[a-z][a-z0-9_-]{0,62}$/;

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Refuses a channel or a text that one of the coordination stores could not carry, so that all refuse alike. */
export function checkMessage(channel: string, text: string): void {
  if (!CHANNEL.test(channel)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Channel '${channel.slice(0, 70)}' must be 1 to 63 small letters, digits, '_' or '-', a letter first.`,
    });
  }
  const bytes = utf8Length(text);
  if (bytes > MESSAGE_MAX_BYTES) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `A message of ${bytes} bytes for '${channel}' is over the ${MESSAGE_MAX_BYTES} that are carried: send a reference instead.`,
    });
  }
}
