// npm run docs: writes the table of docs/compliance.md from the default policy; everything around it is written by people.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const BEGIN = '<!-- table: npm run docs -->';
const END = '<!-- end of table -->';

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

/** The page with the table of all provisions of the policy, by rule. */
export function renderCompliance(policy, names, page) {
  const order = Object.keys(names);
  const rows = policy.rules
    .toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id))
    .map((rule) => rowOf(rule, names));
  const head =
    '| Provision | What | Decided by | Source | Binds | Figures | Basis and mark | What is open, how it is read |\n' +
    '| --- | --- | --- | --- | --- | --- | --- | --- |\n';
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  const after = page.slice(page.indexOf(END));
  return `${before}\n\n${head}${rows.join('\n')}\n\n${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const file = join(root, 'docs/compliance.md');
  const load = (path) => import(pathToFileURL(join(root, 'dist/core/compliance', path)).href);
  const { BRASIL_2026 } = await load('presets/brasil-2026.js');
  const { RULE_NAMES } = await load('rule-id.js');
  writeFileSync(file, renderCompliance(BRASIL_2026, RULE_NAMES, readFileSync(file, 'utf8')));
}
