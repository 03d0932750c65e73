import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['docker/freeswitch', 'dialplans/freeswitch'];
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.xml(\.template)?$/.test(name))
    .map((name) => join(folder, name)),
);
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Tags that are opened and not closed, or the other way round. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = '', empty] of xml
    .replace(/<!--[\s\S]*?-->/g, '')
    .matchAll(/<(\/?)([A-Za-z-]+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close === '' && empty === '') open.push(name);
    if (close === '/' && open.pop() !== name) return [name];
  }
  return open;
}

describe('the configuration of FreeSWITCH', () => {
  it.each(FILES)('%s is whole XML without a secret', (file) => {
    const text = read(file);
    expect(unbalanced(text)).toEqual([]);
    expect(text.replace(/<!--[\s\S]*?-->/g, '').match(/</g)?.length).toBe(
      text.replace(/<!--[\s\S]*?-->/g, '').match(/>/g)?.length,
    );
    expect(text).not.toContain('ClueCon');
    for (const [, value = ''] of text.matchAll(/name="password" value="([^"]*)"/g)) {
      expect(value).toMatch(/^@[A-Z_]+@$/);
    }
  });

  it('lets nobody in but from this machine, unless the operator says so', () => {
    expect(read('docker/freeswitch/autoload_configs/event_socket.conf.xml')).toContain(
      'name="apply-inbound-acl" value="cadencia"',
    );
    const [list = ''] =
      /<list name="cadencia" default="deny">[\s\S]*?<\/list>/.exec(
        read('docker/freeswitch/autoload_configs/acl.conf.xml'),
      ) ?? [];
    expect([...list.matchAll(/cidr="([^"]+)"/g)].map(([, cidr]) => cidr)).toEqual(['127.0.0.0/8', '::1/128']);
  });

  it('loads what the doctor asks for, and has the profile that rooms are made with', () => {
    const needed =
      /NEEDED_MODULES = \[([\s\S]*?)\]/.exec(read('src/adapters/freeswitch/examine-freeswitch.ts'))?.[1] ??
      '';
    const loaded = read('docker/freeswitch/autoload_configs/modules.conf.xml');
    const names = [...needed.matchAll(/'(mod_\w+)'/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !loaded.includes(`"${name}"`))).toEqual([]);
    expect(read('docker/freeswitch/autoload_configs/conference.conf.xml')).toContain(
      '<profile name="cadencia">',
    );
  });

  it('tells of a call that came in what Cadência reads', () => {
    const dialplan = read('dialplans/freeswitch/from-trunk.xml');
    const variables = [
      ...read('src/adapters/freeswitch/freeswitch-snapshot.ts').matchAll(/_VARIABLE = '(\w+)'/g),
    ];
    expect(variables).toHaveLength(3);
    for (const [, name] of variables) {
      expect(dialplan).toContain(`application="set" data="${name}=`);
    }
    expect(dialplan).toContain('park_after_bridge=true');
  });

  it('has each placeholder explained on the page for the engineer', () => {
    const placeholders = new Set(FILES.flatMap((file) => read(file).match(/@[A-Z]+(?:_[A-Z]+)*@/g) ?? []));
    const page = read('docs/switches.md');
    expect(placeholders.size).toBeGreaterThan(15);
    expect([...placeholders].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
