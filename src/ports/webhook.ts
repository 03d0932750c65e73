/** Sends a body to a receiver. */
export interface Webhook {
  /** The status of the answer; rejects when none comes within the deadline. Redirects are not followed. */
  post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number>;
}
