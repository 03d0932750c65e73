import type { MediaEvent, MediaServer } from '../../src/ports/media.js';

export type MediaEventOf<Kind extends MediaEvent['kind']> = Extract<MediaEvent, { kind: Kind }>;

/** Keeps what a media server says and lets a test wait for a certain word. */
export class MediaEventLog {
  readonly events: MediaEvent[] = [];
  readonly #looking = new Set<() => void>();

  constructor(server: MediaServer) {
    server.onEvent((event) => {
      this.events.push(event);
      for (const look of this.#looking) look();
    });
  }

  /** The first event of that kind which fits, past or to come; fails with what came instead. */
  async next<Kind extends MediaEvent['kind']>(
    kind: Kind,
    fits: (event: MediaEventOf<Kind>) => boolean = () => true,
    from = 0,
  ): Promise<MediaEventOf<Kind>> {
    const find = (): MediaEventOf<Kind> | undefined =>
      this.events.slice(from).find((event): event is MediaEventOf<Kind> => {
        return event.kind === kind && fits(event as MediaEventOf<Kind>);
      });
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#looking.delete(look);
        reject(
          new Error(`no '${kind}' that fits came; there were: ${JSON.stringify(this.events.slice(from))}`),
        );
      }, 15_000);
      const look = (): void => {
        const found = find();
        if (found !== undefined) {
          clearTimeout(deadline);
          this.#looking.delete(look);
          resolve(found);
        }
      };
      this.#looking.add(look);
      look();
    });
  }

  /** The kinds said of one leg, in order. Its Call-ID is asked for beside the call, and may come between any two. */
  kindsOf(legId: string): readonly string[] {
    return this.events
      .filter((event) => 'legId' in event && event.legId === legId)
      .map((event) => event.kind)
      .filter((kind) => kind !== 'named');
  }
}
