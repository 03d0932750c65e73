/** A WAV file of 16-bit PCM; `closed: false` as a switch leaves it that never came to write the lengths. */
export function wavBytes(
  channels: readonly (readonly number[])[],
  { rate = 8000, closed = true }: { readonly rate?: number; readonly closed?: boolean } = {},
): Buffer {
  const frames = channels[0]?.length ?? 0;
  const data = Buffer.alloc(frames * channels.length * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    channels.forEach((samples, channel) => {
      data.writeInt16LE(samples[frame] ?? 0, (frame * channels.length + channel) * 2);
    });
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(closed ? 36 + data.length : 36, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels.length, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels.length * 2, 28);
  head.writeUInt16LE(channels.length * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(closed ? data.length : 0, 40);
  return Buffer.concat([head, data]);
}

/** A tone of that many seconds. */
export function tone(seconds: number, size = 12_000, hertz = 440, rate = 8000): number[] {
  return Array.from({ length: seconds * rate }, (_, index) =>
    Math.round(size * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );
}

export function silence(seconds: number, rate = 8000): number[] {
  return new Array<number>(seconds * rate).fill(0);
}
