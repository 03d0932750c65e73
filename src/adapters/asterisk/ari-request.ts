export type AriMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One ARI request, free of how it travels. */
export interface AriRequest {
  readonly method: AriMethod;
  /** Path segments after `/ari/`, not yet percent-encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}
