import { configKeys, variableOf } from './schema-walk.js';

const HEAD = `# Configuration

<!-- Made from src/config/config-file.ts by \`makeConfigurationPage\`; a test compares. Change the schema, not this page. -->

\`cadencia serve --config cadencia.yaml\` reads one YAML file; \`--check-config\` checks it and stops. An unknown key is an
error. A variable of the environment wins over the file; its text is read as YAML, so lists can be given too.
Relative paths start at the folder of the file. \`cadencia.example.yaml\` is an annotated start.

Passwords are never in the file: \`password_file\` names a file that holds one, or a variable gives it
(\`CADENCIA_ASTERISK_<ID>_PASSWORD\`, \`CADENCIA_FREESWITCH_<ID>_PASSWORD\`, \`CADENCIA_DATABASE_PASSWORD\`,
\`CADENCIA_SIP_SECRET\`, or the whole \`CADENCIA_DATABASE_URL\`).

| Key | Holds | Default | Variable | Meaning |
|---|---|---|---|---|
`;

/** The text of docs/reference/configuration.md. */
export function makeConfigurationPage(): string {
  const rows = configKeys().map((key) => {
    const variable = variableOf(key);
    const fallback = key.required ? 'required' : key.fallback === '' ? '' : `\`${key.fallback}\``;
    return `| \`${key.path}\` | ${key.kind} | ${fallback} | ${variable === null ? '' : `\`${variable}\``} | ${key.description} |`;
  });
  return `${HEAD}${rows.join('\n')}\n`;
}
