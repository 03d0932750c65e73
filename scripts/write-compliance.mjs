// npm run docs: writes the two tables of docs/compliance.md, the provisions from the default policy and what the product
// does about each rule from rule-conduct; everything around them is written by people.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const END = '<!-- end of table -->';
const begin = (name) => `<!-- table of ${name}: npm run docs -->`;

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const among = (name, values) => (values === '*' ? [] : [`${name} ${values.join(', ')}`]);

function scopeOf({ scope }) {
  const also = scope.alsoPurposes.length === 0 ? [] : [`held to it too: ${scope.alsoPurposes.join(', ')}`];
  const parts = [
    ...among('UF', scope.ufs),
    ...among('for', scope.purposes),
    ...among('sector', scope.sectors),
    ...among('mode', scope.modes),
    ...also,
  ];
  return parts.length === 0 ? 'every call' : parts.join('; ');
}

const figuresOf = ({ parameters }) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${value === null ? 'closed' : value}`)
    .join(', ');

const sourceOf = ({ source }) => (source.article === '' ? source.act : `${source.act}, ${source.article}`);

function rowOf(rule, names) {
  const { title, decidedBy } = names[rule.id];
  const cells = [
    `\`${rule.key}\``,
    title,
    decidedBy,
    `${sourceOf(rule)}; from ${rule.validFrom}`,
    scopeOf(rule),
    figuresOf(rule),
    `${rule.basis}, ${rule.mark.replaceAll('_', ' ')}`,
    rule.note,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function replaceTable(page, name, table) {
  const mark = begin(name);
  const from = page.indexOf(mark);
  if (from < 0) {
    throw new Error(`docs/compliance.md has no ${mark}`);
  }
  const rest = page.slice(from + mark.length);
  return `${page.slice(0, from)}${mark}\n\n${table}\n\n${rest.slice(rest.indexOf(END))}`;
}

function provisionTable(policy, names) {
  const order = Object.keys(names);
  const rows = policy.rules
    .toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id))
    .map((rule) => rowOf(rule, names));
  return [
    '| Provision | What | Decided by | Source | Binds | Figures | Basis and mark | What is open, how it is read |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function conductTable(names, conduct) {
  const rows = Object.entries(names).map(([id, { title, decidedBy }]) => {
    const { does, proof } = conduct[id];
    return `| ${[`\`${id}\``, title, decidedBy, does, proof].map(cell).join(' | ')} |`;
  });
  return [
    '| Rule | What | Decided by | What the product does | How to prove it |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The page with its two tables: all provisions of the policy, and what the product does about each rule. */
export function renderCompliance(policy, names, conduct, page) {
  const told = replaceTable(page, 'provisions', provisionTable(policy, names));
  return replaceTable(told, 'conduct', conductTable(names, conduct));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const file = join(root, 'docs/compliance.md');
  const load = (path) => import(pathToFileURL(join(root, 'dist/core/compliance', path)).href);
  const { BRASIL_2026 } = await load('presets/brasil-2026.js');
  const { RULE_NAMES } = await load('rule-id.js');
  const { RULE_CONDUCT } = await load('rule-conduct.js');
  writeFileSync(file, renderCompliance(BRASIL_2026, RULE_NAMES, RULE_CONDUCT, readFileSync(file, 'utf8')));
}
