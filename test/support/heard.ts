import { Writable } from 'node:stream';

/** Standard output of a program that a test listens to. */
export class Heard extends Writable {
  text = '';
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
