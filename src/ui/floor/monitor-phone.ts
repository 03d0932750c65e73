import type { MonitorPhoneOut } from '../../contract/floor-wire.js';
import { type PhoneView, WebPhone } from '../phone/web-phone.js';
import { api } from '../shell/api.js';
import { keptToken } from '../shell/session/token-keeper.js';
import { socketAddress } from '../shell/socket-address.js';
import { textsNow } from '../shell/texts/texts.js';
import { FLOOR_TEXTS } from './floor-texts.js';

const KEY = 'cadencia.monitor-phone';
const READY_MS = 10_000;

/** The telephone on the supervisor's desk, as this browser knows it; '' where he listens by the page. */
export const deskPhone = (): string => localStorage.getItem(KEY) ?? '';

export function keepDeskPhone(endpoint: string): void {
  if (endpoint === '') {
    localStorage.removeItem(KEY);
  } else {
    localStorage.setItem(KEY, endpoint);
  }
}

/** This page as the telephone by which its supervisor listens: opened when he first listens, kept for as long as the page. */
class PageEar {
  readonly #listeners = new Set<() => void>();
  #phone: WebPhone | null = null;
  #opening: Promise<MonitorPhoneOut> | null = null;

  readonly view = (): PhoneView | null => this.#phone?.view() ?? null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves with the endpoint once it can be rung; rejects with what is in the way, in words for the reader. */
  async open(): Promise<string> {
    const opening = this.#opening ?? this.#open();
    this.#opening = opening;
    try {
      const { endpoint } = await opening;
      await this.#registered();
      return endpoint;
    } catch (failure) {
      this.close();
      throw failure;
    }
  }

  close(): void {
    const phone = this.#phone;
    this.#phone = null;
    this.#opening = null;
    phone?.close();
    this.#tell();
  }

  async #open(): Promise<MonitorPhoneOut> {
    const phone = new WebPhone(socketAddress('/monitor/sip'), keptToken(), {
      refused: () => void this.#register(phone).catch(() => this.close()),
      over: () => this.close(),
    });
    this.#phone = phone;
    phone.subscribe(() => this.#tell());
    phone.warmUp();
    if (!(await phone.openMicrophone())) {
      throw new Error(textsNow(FLOOR_TEXTS)('micRefused'));
    }
    return this.#register(phone);
  }

  async #register(phone: WebPhone): Promise<MonitorPhoneOut> {
    const access = await api<MonitorPhoneOut>('POST', '/v1/monitor/phone');
    await phone.register(access);
    return access;
  }

  #registered(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = window.setTimeout(() => {
        off();
        reject(new Error(textsNow(FLOOR_TEXTS)('phoneNotReady')));
      }, READY_MS);
      const look = (): void => {
        if (this.view()?.registered === true) {
          window.clearTimeout(late);
          off();
          resolve();
        }
      };
      const off = this.subscribe(look);
      look();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** One for the page, whatever screen is shown. */
export const pageEar = new PageEar();
