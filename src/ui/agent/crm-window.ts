/**
 * The one window beside the page in which an outside CRM shows the person; the agent opens it once. It keeps its opener:
 * browsers let a page move only windows that know it as theirs.
 */
export class CrmWindow {
  #window: Window | null = null;
  #shown = '';

  /** By a click or a key of the agent's: browsers open no window otherwise. False where it was blocked. */
  open(address: string | null): boolean {
    if (this.isOpen()) {
      this.#window?.focus();
    } else {
      this.#window = window.open('about:blank', '_blank');
      if (this.#window === null) {
        return false;
      }
      this.#shown = '';
    }
    this.show(address);
    return true;
  }

  /** Moves the open window to the person; the same address is not loaded twice. */
  show(address: string | null): void {
    if (address !== null && address !== this.#shown && this.isOpen() && this.#window !== null) {
      this.#shown = address;
      this.#window.location.replace(address);
    }
  }

  /** False also where the CRM's own page has cut the tie (Cross-Origin-Opener-Policy). */
  isOpen(): boolean {
    return this.#window !== null && !this.#window.closed;
  }
}
