import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { ANSWER_SOUNDS, AnswerEar } from '../../core/ear/answer-ear.js';
import { Confusion, describeShare } from '../../core/ear/confusion.js';
import { Spectrum } from '../../core/ear/spectrum.js';
import { readLabelledRecordings } from '../ear/labelled-recordings.js';
import { type CommandDeps, globalOptions } from './command-deps.js';
import { wholeNumber } from './number-options.js';

const LABELS = ['human', 'machine'] as const;

/** `ear`: how right the ear is on recordings of one's own. Asks no server. */
export function registerEarCommand(program: Command, deps: CommandDeps): void {
  program
    .command('ear')
    .description('judge recordings of answered calls by our own ear and count its errors')
    .argument('<folder>', `with the folders ${LABELS.join('/ and ')}/ of .wav, one channel, 8 kHz`)
    .addOption(
      new Option('--deadline <ms>', 'then it speaks, sure or not')
        .default(3500)
        .argParser(wholeNumber(500, 10_000)),
    )
    .action(async (folder: string, { deadline }: { deadline: number }, command: Command) => {
      const spectrum = new Spectrum();
      const confusion = new Confusion(ANSWER_SOUNDS);
      const judged = (await readLabelledRecordings(folder, LABELS)).map(({ label, file, samples }) => {
        const ear = new AnswerEar(spectrum, { deadlineMs: deadline });
        const { sound, afterMs, machine } = ear.hear(samples) ?? {
          sound: 'unsure',
          afterMs: null,
          machine: null,
        };
        confusion.add(label, sound);
        return { label, file: basename(file), sound, afterMs, machine };
      });
      if (globalOptions(command).json === true) {
        deps.stdout.write(`${JSON.stringify(judged)}\n`);
        return;
      }
      const lines = judged.map(
        ({ label, file, sound, afterMs, machine }) =>
          `${label}/${file}: ${sound}${afterMs === null ? '' : ` after ${afterMs} ms`}${machine === null ? '' : `, machine ${machine.toFixed(3)}`}`,
      );
      const wrong = confusion.share('human', ['machine', 'beep', 'fax']);
      const missed = confusion.share('machine', ['human', 'unsure', 'silence']);
      const shares = [
        `people taken for machines: ${describeShare(wrong)}`,
        `machines let through: ${describeShare(missed)}`,
      ];
      deps.stdout.write(`${[...lines, '', ...confusion.lines(), ...shares].join('\n')}\n`);
    });
}
