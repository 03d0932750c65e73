import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plantTree } from './planted-tree.js';

const FOREGROUND = join(import.meta.dirname, '../../scripts/foreground.mjs');

/** Counts what it gets, and ends with 7 when its input ends. */
const CHILD = `
let count = 0;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => { count++; console.log('got ' + signal); });
}
process.stdin.on('end', () => { console.log('total ' + count); process.exit(7); });
process.stdin.resume();
console.log('ready');
`;

const PARENT = `
import { endLike, runForeground } from ${JSON.stringify(FOREGROUND)};
endLike(await runForeground(process.execPath, process.argv.slice(2)));
`;

class Parent {
  readonly process: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  #said = '';
  #waiting: (() => void)[] = [];

  constructor(child: string) {
    const root = plantTree({ 'child.mjs': child, 'parent.mjs': PARENT });
    this.process = spawn(process.execPath, [join(root, 'parent.mjs'), join(root, 'child.mjs')], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process.stdout?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
      for (const wake of this.#waiting.splice(0)) {
        wake();
      }
    });
    this.ended = new Promise((resolve) => {
      this.process.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get said(): string[] {
    return this.#said.trim().split('\n');
  }

  async hears(line: string): Promise<void> {
    while (!this.said.includes(line)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** As a terminal does: to the whole group. */
  pressControlC(): void {
    process.kill(-(this.process.pid ?? 0), 'SIGINT');
  }
}

let parent: Parent | undefined;
afterEach(() => {
  parent?.process.stdin?.destroy();
  parent = undefined;
});

describe('running in the foreground', () => {
  it('gives the program one SIGINT for a Ctrl-C that npm forwards a second time', async () => {
    parent = new Parent(CHILD);
    await parent.hears('ready');
    parent.pressControlC();
    parent.process.kill('SIGINT');
    await parent.hears('got SIGINT');
    parent.process.stdin?.end();
    await parent.ended;
    expect(parent.said).toEqual(['ready', 'got SIGINT', 'total 1']);
  });

  it('passes SIGTERM on, waits for the program and ends with its exit code', async () => {
    parent = new Parent(CHILD);
    await parent.hears('ready');
    parent.process.kill('SIGTERM');
    await parent.hears('got SIGTERM');
    parent.process.stdin?.end();
    expect(await parent.ended).toEqual({ code: 7, signal: null });
  });

  it('asks the program to end in order when the terminal is closed', async () => {
    parent = new Parent(CHILD);
    await parent.hears('ready');
    parent.process.kill('SIGHUP');
    await parent.hears('got SIGTERM');
    parent.process.stdin?.end();
    expect(await parent.ended).toEqual({ code: 7, signal: null });
  });

  it('dies of the same signal as the program', async () => {
    parent = new Parent("process.kill(process.pid, 'SIGKILL');");
    expect(await parent.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });
});
