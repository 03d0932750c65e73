import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { registerAuditLogCommands } from '../../src/app/commands/audit-log-commands.js';
import { registerBackupCommands } from '../../src/app/commands/backup-command.js';
import { registerDoctorCommand } from '../../src/app/commands/doctor-command.js';
import { runCommand } from '../support/command-run.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly labels: { readonly severity: string };
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}
interface AlertTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly object[];
    }[];
  }[];
}

const rules = (parse(read('docker/prometheus/alerts.yml')) as Rules).groups.flatMap((group) => group.rules);
const judged = (parse(read('docker/prometheus/alerts.test.yml')) as AlertTests).tests.flatMap(
  (test) => test.alert_rule_test,
);
const names = rules.map(({ alert }) => alert).sort();
const files = readdirSync(join(ROOT, 'docs/runbooks')).sort();
const SECTIONS = ['What it means', 'How it looks', 'First', 'Commands and screens', 'Whom to call'];

/** The words of `bin/cadencia campaign mode CAMPAIGN power` that name a command. */
function commandsOf(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/^bin\/cadencia (.+)$/gm)].map((match) => {
    const words = (match[1] ?? '').split(' ');
    const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
    return end < 0 ? words : words.slice(0, end);
  });
}

describe('the runbooks', () => {
  it('are one for each alert, and each alert names its own', () => {
    expect(files).toEqual(names.map((name) => `${name}.md`));
    expect(
      rules.filter((rule) => rule.annotations['runbook_url'] !== `docs/runbooks/${rule.alert}.md`),
    ).toEqual([]);
  });

  it('say what it means, how it looks, what to do first, with what, and whom to call', () => {
    for (const { alert, labels } of rules) {
      const text = read(`docs/runbooks/${alert}.md`);
      expect(
        [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]),
        alert,
      ).toEqual(SECTIONS);
      expect(text.startsWith(`# ${alert}\n\nSeverity: ${labels.severity}.`), alert).toBe(true);
      expect(text, alert).toMatch(/```sh\n[^`]+```/);
    }
  });

  it('are all in the index', () => {
    const index = read('docs/runbook.md');
    expect([...index.matchAll(/\(runbooks\/(\w+)\.md\)/g)].map((match) => match[1]).sort()).toEqual(names);
  });

  it('give commands that the program has', async () => {
    const asked = new Set(files.flatMap((file) => commandsOf(read(`docs/runbooks/${file}`))).map(String));
    expect(asked.size).toBeGreaterThan(10);
    for (const words of asked) {
      const path = words.split(',');
      const { code, out } = await runCommand([...path, '--help'], {
        more: [registerDoctorCommand, registerBackupCommands, registerAuditLogCommands],
      });
      expect([path, code, out.split('\n')[0]]).toEqual([
        path,
        0,
        expect.stringContaining(`Usage: cadencia ${path.join(' ')}`),
      ]);
    }
  });
});

describe('the systemd unit and the compose file', () => {
  it('leave a drain its time, and half a minute to close', () => {
    const drain = Number(/drain_seconds: (\d+)/.exec(read('cadencia.example.yaml'))?.[1]);
    const unit = Number(/^TimeoutStopSec=(\d+)$/m.exec(read('packaging/systemd/cadencia.service'))?.[1]);
    const compose = Number(/stop_grace_period: (\d+)s/.exec(read('docker/compose.yaml'))?.[1]);
    expect(drain).toBeGreaterThan(0);
    expect(unit).toBeGreaterThanOrEqual(drain + 30);
    expect(compose).toBeGreaterThanOrEqual(drain + 30);
  });
});

describe('the tests of the alerts', () => {
  it('see each alert fire and keep quiet', () => {
    const ofWhich = (fires: boolean): readonly string[] =>
      [
        ...new Set(judged.filter((one) => one.exp_alerts.length > 0 === fires).map((one) => one.alertname)),
      ].sort();
    expect(ofWhich(true)).toEqual(names);
    expect(ofWhich(false)).toEqual(names);
  });
});
