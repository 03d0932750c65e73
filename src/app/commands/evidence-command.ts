import { type Command, Option } from 'commander';
import { callEvidenceWire, decisionEvidenceWire } from '../../contract/ledger-wire.js';
import { callEvidenceText, decisionEvidenceText } from '../texts/evidence-text.js';
import { EVIDENCE_LANGUAGES, type EvidenceLanguage } from '../texts/evidence-words.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { show } from './show.js';

interface EvidenceOptions {
  readonly lang: EvidenceLanguage;
  readonly decision?: true;
}

/** The evidence does not hold. */
const NOT_PROVED = 1;

/** `evidence`: everything that proves one call, or one block. */
export function registerEvidenceCommand(program: Command, deps: CommandDeps): void {
  program
    .command('evidence <attempt-id>')
    .description('everything that proves one call: row, decision, rules with their acts, hashes made again')
    .option('--decision', 'the id is of a decision, such as one that blocked')
    .addOption(
      new Option('--lang <language>', 'language of the text')
        .choices([...EVIDENCE_LANGUAGES])
        .default('pt-BR'),
    )
    .action(async (id: string, options: EvidenceOptions, command: Command) => {
      const client = connect(command, deps);
      if (options.decision === true) {
        const answer = await client.call('GET', `/v1/decisions/${segment(id)}`);
        const evidence = decisionEvidenceWire.parse(answer);
        show(command, deps, answer, () => decisionEvidenceText(evidence, options.lang));
        exitUnless(evidence.proof.contentHolds && evidence.proof.linkHolds);
        return;
      }
      const answer = await client.call('GET', `/v1/attempts/${segment(id)}/evidence`);
      const evidence = callEvidenceWire.parse(answer);
      show(command, deps, answer, () => callEvidenceText(evidence, options.lang));
      exitUnless(evidence.holds);
    });
}

function exitUnless(proved: boolean): void {
  if (!proved) {
    throw new CommandExit(NOT_PROVED);
  }
}
