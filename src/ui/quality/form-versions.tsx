import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormListOut, QualityFormOut } from '../../contract/quality-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { FormDimensions } from './form-dimensions.js';
import { FORM_EDITOR_TEXTS } from './form-editor-texts.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';

/** Versions of a form before the latest: by what older sheets were given, and what a new version may begin with. */
export function FormVersions({
  form,
  onEdit,
}: {
  readonly form: QualityFormOut;
  readonly onEdit: ((version: QualityFormOut) => void) | null;
}) {
  const edit = useTexts(FORM_EDITOR_TEXTS);
  const [open, setOpen] = useState(false);
  const listId = `versions-${form.id}`;
  return (
    <div className={styles['versions']}>
      <div>
        <Button
          aria-expanded={open}
          aria-controls={listId}
          aria-label={edit('versionsOf', { name: form.name, n: form.version - 1 })}
          onClick={() => setOpen(!open)}
        >
          {edit('versions', { n: form.version - 1 })}
        </Button>
      </div>
      <div id={listId}>{open ? <VersionList latest={form} onEdit={onEdit} /> : null}</div>
    </div>
  );
}

function VersionList({
  latest,
  onEdit,
}: {
  readonly latest: QualityFormOut;
  readonly onEdit: ((version: QualityFormOut) => void) | null;
}) {
  const say = useTexts(QUALITY_TEXTS);
  const edit = useTexts(FORM_EDITOR_TEXTS);
  const { dateTime } = useFormats();
  const [shown, setShown] = useState<number | null>(null);
  const { data, error } = useQuery({
    queryKey: ['quality', 'forms', latest.id, 'versions'],
    queryFn: ({ signal }) =>
      api<FormListOut>('GET', `/v1/quality/forms/${encodeURIComponent(latest.id)}/versions`, { signal }),
  });
  if (error !== null) {
    return <p role="alert">{error.message}</p>;
  }
  return (
    <ul className={styles['versionList']}>
      {(data?.items ?? [])
        .filter(({ version }) => version !== latest.version)
        .map((one) => (
          <li key={one.version}>
            <div className={styles['versionLine']}>
              <span>{say('version', { n: one.version, who: one.by, when: dateTime(one.atMs) })}</span>
              <Button
                aria-expanded={shown === one.version}
                aria-label={edit(shown === one.version ? 'hideVersion' : 'showVersion', { n: one.version })}
                onClick={() => setShown(shown === one.version ? null : one.version)}
              >
                {edit(shown === one.version ? 'hide' : 'show')}
              </Button>
              {onEdit === null ? null : (
                <Button aria-label={edit('beginWithVersion', { n: one.version })} onClick={() => onEdit(one)}>
                  {edit('beginWith')}
                </Button>
              )}
            </div>
            {shown === one.version ? <FormDimensions form={one} /> : null}
          </li>
        ))}
    </ul>
  );
}
