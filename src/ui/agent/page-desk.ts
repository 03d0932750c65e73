import { WebPhone } from '../phone/web-phone.js';
import { keptToken } from '../shell/session/token-keeper.js';
import { DeskLink, deskAddress } from './desk-link.js';

/** Whose telephone this page was before it was loaded anew. */
const PAGE_KEY = 'cadencia.pagePhone';

/**
 * An agent's socket and telephone in this page. Stands apart from what is drawn: somebody may be waiting on the line
 * while the page is loaded anew, and the telephone needs no picture.
 */
export class PageDesk {
  readonly agentId: string;
  readonly link: DeskLink;
  readonly webPhone: WebPhone;
  readonly #unlisten: readonly (() => void)[];
  #asked: boolean;
  /** The server knows that the telephone can be rung. */
  #told = false;

  constructor(agentId: string, wasPhone: boolean) {
    const token = keptToken();
    this.agentId = agentId;
    this.#asked = wasPhone;
    this.webPhone = new WebPhone(deskAddress(agentId, '/sip'), token, {
      refused: () => this.link.wantPhone(),
      // The desk's own socket ends for the same reason, and says so on the screen.
      over: () => undefined,
    });
    this.link = new DeskLink(agentId, token, (access) => void this.webPhone.register(access));
    this.#unlisten = [this.link.subscribe(() => this.#look()), this.webPhone.subscribe(() => this.#look())];
    if (wasPhone) {
      this.webPhone.warmUp();
      this.link.wantPhone();
    }
  }

  close(): void {
    for (const off of this.#unlisten) {
      off();
    }
    this.link.close();
    this.webPhone.close();
  }

  #look(): void {
    const { connected, ended, state } = this.link.view();
    if (ended !== null) {
      this.webPhone.close();
      return;
    }
    if (connected && state?.phone.kind === 'page' && !this.#asked) {
      this.#asked = true;
      sessionStorage.setItem(PAGE_KEY, this.agentId);
      this.webPhone.warmUp();
      void this.webPhone.openMicrophone().then((open) => open && this.link.wantPhone());
    }
    // Either way to the server may have broken meanwhile: what was said then was not heard.
    const ready = connected && this.webPhone.view().registered;
    if (ready && !this.#told) {
      this.link.phoneReady();
    }
    this.#told = ready;
  }
}

let ahead: PageDesk | null = null;

/** Where this page was somebody's telephone, it is on its way to be so again before anything is drawn. */
export function openPageDeskAhead(): void {
  const agentId = sessionStorage.getItem(PAGE_KEY);
  if (agentId !== null) {
    ahead = new PageDesk(agentId, true);
  }
}

/** The agent's desk in this page; whoever takes it closes it. */
export function takePageDesk(agentId: string): PageDesk {
  const opened = ahead;
  ahead = null;
  if (opened?.agentId === agentId) {
    return opened;
  }
  opened?.close();
  return new PageDesk(agentId, false);
}
