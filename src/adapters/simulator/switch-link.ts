import type { MediaEvent } from '../../ports/media.js';

type Stripped<Event> = Event extends unknown ? Omit<Event, 'serverId' | 'atMs'> : never;

/** What a switch says of one leg; the link adds the server and the time. */
export type SwitchReport = Stripped<Extract<MediaEvent, { readonly legId: unknown }>>;

/** The one connection a switch talks to of an engine, as an ARI application has one. */
export interface SwitchLink {
  /** Under what name the engine's legs live on it. */
  readonly estate: string;
  /** The connection holds: first thing after it was lost, or made. */
  connected(): void;
  disconnected(reason: string): void;
  report(report: SwitchReport): void;
  /** The server stops answering, its connection still open, or answers again. */
  frozen(): void;
  thawed(): void;
}
