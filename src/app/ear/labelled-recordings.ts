import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import { readWavSound } from './wav-sound.js';

export interface LabelledRecording<Label extends string> {
  readonly label: Label;
  readonly file: string;
  readonly samples: Int16Array;
}

/** The recordings of a folder with a folder for each label; a label without one has none. Sorted, so that runs repeat. */
export async function readLabelledRecordings<Label extends string>(
  folder: string,
  labels: readonly Label[],
): Promise<readonly LabelledRecording<Label>[]> {
  const found: LabelledRecording<Label>[] = [];
  for (const label of labels) {
    const names = await readdir(join(folder, label)).catch(() => []);
    for (const name of names.filter((one) => /\.wav$/i.test(one)).sort()) {
      const file = join(folder, label, name);
      found.push({ label, file, samples: readWavSound(await readFile(file), file) });
    }
  }
  if (found.length === 0) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${folder} has no .wav in ${labels.map((label) => `${label}/`).join(', ')}. Put each recording into its folder.`,
    });
  }
  return found;
}
