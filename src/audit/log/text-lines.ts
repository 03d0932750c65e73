import { StringDecoder } from 'node:string_decoder';

export type Chunks = AsyncIterable<Buffer | Uint8Array | string> | Iterable<Buffer | string>;

/** Blocks of whole lines of a stream: one await a chunk and not a line, which a million rows would feel. */
export async function* lineBlocks(chunks: Chunks): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)));
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) {
      yield lines;
    }
  }
  rest += decoder.end();
  if (rest !== '') {
    yield [rest];
  }
}
