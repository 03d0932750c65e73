import { useQuery } from '@tanstack/react-query';
import type { ScriptOut, ScriptVersionsOut } from '../../../contract/script-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { SCRIPT_TEXTS } from './script-texts.js';

/** Who changed the script and when; any version can be opened and saved anew. */
export function ScriptVersions({
  campaignId,
  onLoad,
}: {
  readonly campaignId: string;
  readonly onLoad: (script: ScriptOut) => void;
}) {
  const say = useTexts(SCRIPT_TEXTS);
  const { dateTime } = useFormats();
  const { busy, run } = useChange();
  const path = `/v1/campaigns/${encodeURIComponent(campaignId)}`;
  const query = useQuery({
    queryKey: ['script-versions', campaignId],
    queryFn: async ({ signal }) =>
      (await api<ScriptVersionsOut>('GET', `${path}/script-versions`, { signal })).items,
  });
  const load = (version: number) =>
    run(String(version), async () =>
      onLoad(await api<ScriptOut>('GET', `${path}/script?version=${version}`)),
    );
  return (
    <Panel title={say('versions')}>
      <ReadState query={query} />
      {query.data?.length === 0 ? <p className={styles['note']}>{say('noVersions')}</p> : null}
      <ul className={styles['list']}>
        {(query.data ?? []).map(({ version, savedBy, savedMs }) => (
          <li key={version} className={`${styles['row']} ${styles['spread']}`}>
            <span>{say('by', { who: savedBy, time: dateTime(savedMs) })}</span>
            <Button
              busy={busy === String(version)}
              aria-label={say('load', { n: version })}
              onClick={() => void load(version)}
            >
              {say('version', { n: version })}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
