import type { TextSink } from '../../ports/text-sink.js';
import type { ApiClient } from '../api-client.js';

/** Streams a text file of the server into a sink, which is left to be committed. */
export async function downloadInto(client: ApiClient, path: string, sink: TextSink): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of client.download(path)) {
    await sink.write(decoder.decode(chunk, { stream: true }));
  }
  await sink.write(decoder.decode());
}
