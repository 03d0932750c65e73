/** Those who wait for something to become true of a server of tests, which says when anything changed. */
export class Watchers {
  readonly #looking = new Set<() => void>();

  /** Resolves when `check` holds; looked at now and after each change. */
  until(check: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (check()) {
          this.#looking.delete(look);
          resolve();
        }
      };
      this.#looking.add(look);
      look();
    });
  }

  changed(): void {
    for (const look of [...this.#looking]) look();
  }
}
