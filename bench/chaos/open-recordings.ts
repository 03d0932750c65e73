import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { RecordingKeyRing } from '../../src/adapters/recording-folder/recording-key-ring.js';
import { SealedRecordingVault } from '../../src/adapters/recording-folder/sealed-recording-vault.js';
import { messageOf } from '../../src/core/kernel/errors.js';
import type { ChaosCentre } from './chaos-centre.js';

/** Opens each sealed recording to its last byte; gives those that are not what was sealed. */
export async function openEveryRecording(
  centre: ChaosCentre,
  say: (text: string) => void,
): Promise<readonly string[]> {
  const { dataFolder } = centre.keeper.server;
  const vault = await SealedRecordingVault.open(
    { clear: centre.lab.recordingsFolder, sealed: join(dataFolder, 'recordings') },
    await RecordingKeyRing.open(join(dataFolder, 'recording-keys.json')),
  );
  const torn: string[] = [];
  const sealed = await centre.rows<{ id: string; sha256: string }>(
    'select recording_id as id, sha256 from recordings',
  );
  for (const { id, sha256 } of sealed) {
    const why = await whyTorn(vault, id, sha256);
    if (why !== '') {
      torn.push(`${id}: ${why}`);
    }
  }
  const [owed] = await centre.rows<{ n: number; bare: number }>(`
    select count(*)::int as n, count(*) filter (where coalesce(recording_id, '') = '')::int as bare
    from attempts where t_agent_ms is not null`);
  const clear = await vault.clear();
  say(
    `recordings: ${owed?.n} talks, ${sealed.length} sealed and opened, ${clear.length} still in clear, ${owed?.bare} talks that name none`,
  );
  return torn;
}

async function whyTorn(vault: SealedRecordingVault, id: string, sha256: string): Promise<string> {
  try {
    const opened = await vault.open(id);
    if (opened === null) {
      return 'its file is not there';
    }
    const hash = createHash('sha256');
    for await (const piece of opened.read(0, opened.bytes)) {
      hash.update(piece);
    }
    return hash.digest('hex') === sha256 ? '' : 'it is not what was sealed';
  } catch (error) {
    return messageOf(error);
  }
}
