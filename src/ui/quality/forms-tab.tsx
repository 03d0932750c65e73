import { type FormEvent, useState } from 'react';
import type { QualityFormOut } from '../../contract/quality-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { FormDimensions } from './form-dimensions.js';
import { draftOf, newDimension } from './form-draft.js';
import { FormEditor } from './form-editor.js';
import { FORM_EDITOR_TEXTS } from './form-editor-texts.js';
import { FORM_TEMPLATE } from './form-template.js';
import { FormVersions } from './form-versions.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';
import { useForms, useQualityChange } from './use-quality.js';

const TEMPLATE_ID = 'monitoria';

/** The forms calls are judged by; a change is a new version. */
export function FormsTab() {
  const say = useTexts(QUALITY_TEXTS);
  const { may } = useSession();
  const edit = useTexts(FORM_EDITOR_TEXTS);
  const { data, error } = useForms();
  // What a new version begins with; 'new' another form, null none.
  const [edited, setEdited] = useState<QualityFormOut | 'new' | null>(null);
  const close = () => setEdited(null);
  return (
    <div className={styles['stack']}>
      {error === null ? null : <p role="alert">{error.message}</p>}
      {data?.items.length === 0 ? <p className="soft">{say('noForms')}</p> : null}
      {may('run') ? <SaveForm isFirst={data?.items.length === 0} /> : null}
      {edited === 'new' ? (
        <FormEditor begin={{ id: '', name: '', dimensions: [newDimension()] }} isNew onClose={close} />
      ) : may('run') ? (
        <div>
          <Button onClick={() => setEdited('new')}>{edit('begin')}</Button>
        </div>
      ) : null}
      {(data?.items ?? []).map((form) =>
        edited !== null && edited !== 'new' && form.id === edited.id ? (
          <FormEditor key={form.id} begin={draftOf(form.id, edited)} isNew={false} onClose={close} />
        ) : (
          <FormPanel key={form.id} form={form} onEdit={may('run') ? setEdited : null} />
        ),
      )}
    </div>
  );
}

interface FormPanelProps {
  readonly form: QualityFormOut;
  readonly onEdit: ((begin: QualityFormOut) => void) | null;
}

function FormPanel({ form, onEdit }: FormPanelProps) {
  const edit = useTexts(FORM_EDITOR_TEXTS);
  const say = useTexts(QUALITY_TEXTS);
  const { dateTime } = useFormats();
  return (
    <Panel
      title={`${form.name} (${form.id})`}
      aside={
        <>
          {say('version', { n: form.version, who: form.by, when: dateTime(form.atMs) })}
          {onEdit === null ? null : (
            <Button aria-label={edit('editOf', { name: form.name })} onClick={() => onEdit(form)}>
              {edit('edit')}
            </Button>
          )}
        </>
      }
    >
      <FormDimensions form={form} />
      {form.version === 1 ? null : <FormVersions form={form} onEdit={onEdit} />}
    </Panel>
  );
}

function SaveForm({ isFirst }: { readonly isFirst: boolean }) {
  const say = useTexts(QUALITY_TEXTS);
  const { say: tell } = useToast();
  const [id, setId] = useState(TEMPLATE_ID);
  const [file, setFile] = useState<File | null>(null);
  const done = () => tell(say('done'));
  const fromTemplate = useQualityChange(
    () => api('PUT', `/v1/quality/forms/${TEMPLATE_ID}`, { body: FORM_TEMPLATE }),
    done,
  );
  const fromFile = useQualityChange(async () => {
    const text = (await file?.text()) ?? '';
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      throw new Error(say('notJson'));
    }
    return api('PUT', `/v1/quality/forms/${encodeURIComponent(id)}`, { body });
  }, done);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    fromFile.mutate();
  };
  return (
    <Panel
      title={say('forms')}
      {...(isFirst
        ? {
            aside: (
              <Button tone="go" busy={fromTemplate.isPending} onClick={() => fromTemplate.mutate()}>
                {say('template')}
              </Button>
            ),
          }
        : {})}
    >
      <form className={styles['filters']} onSubmit={submit}>
        <Field
          label={say('formId')}
          required
          pattern="[a-z0-9][a-z0-9_\-]{0,63}"
          value={id}
          onChange={({ target }) => setId(target.value)}
        />
        <Field
          label={say('file')}
          type="file"
          accept="application/json,.json"
          required
          onChange={({ target }) => setFile(target.files?.[0] ?? null)}
        />
        <Button type="submit" busy={fromFile.isPending}>
          {say('saveForm')}
        </Button>
      </form>
    </Panel>
  );
}
