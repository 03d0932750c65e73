import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { TextSink } from '../../ports/text-sink.js';

/** Writes to a stream that somebody else owns, such as standard output, as fast as it is read. */
export function makeStreamSink(stream: Writable): TextSink {
  return {
    async write(text) {
      if (!stream.write(text)) {
        await once(stream, 'drain');
      }
    },
    async commit() {
      if (stream.writableNeedDrain) {
        await once(stream, 'drain');
      }
    },
    abort: async () => undefined,
  };
}
