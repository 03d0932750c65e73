import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { startDemo } from '../../scripts/demo-process.mjs';

interface Demo {
  readonly address: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** A demo of its own for a file, and a new page for each of its tests, which fails where the browser complained. */
export class DemoPage {
  #demo: Demo | null = null;
  #browser: Browser | null = null;
  #context: BrowserContext | null = null;
  #page: Page | null = null;
  #complaints: string[] = [];

  /** `answers`: refusals that are answers like any other, which the browser calls errors of its own; `options`: of the command. */
  constructor(answers: RegExp, options: () => readonly string[] = () => []) {
    beforeAll(async () => {
      [this.#demo, this.#browser] = await Promise.all([startDemo([...options()]), launchChromium()]);
    }, 90_000);
    afterAll(async () => {
      await this.#browser?.close();
      await this.#demo?.stop();
    });
    beforeEach(() => this.#open(answers));
    afterEach(async () => {
      await this.#context?.close();
      expect(this.#complaints).toEqual([]);
    });
  }

  get address(): string {
    return made(this.#demo).address;
  }

  get token(): string {
    return made(this.#demo).token;
  }

  get page(): Page {
    return made(this.#page);
  }

  async #open(answers: RegExp): Promise<void> {
    const viewport = { width: 1366, height: 768 };
    this.#context = await made(this.#browser).newContext({ viewport, locale: 'pt-BR' });
    this.#page = await this.#context.newPage();
    const complaints: string[] = [];
    this.#complaints = complaints;
    this.#page.on('pageerror', (error) => complaints.push(error.message));
    this.#page.on('console', (message) => {
      if (message.type() === 'error' && !answers.test(message.text())) {
        complaints.push(message.text());
      }
    });
  }
}

function made<Part>(part: Part | null): Part {
  if (part === null) {
    throw new Error('The demo and its page are there within tests, not before');
  }
  return part;
}
