import { useState } from 'react';
import { api } from '../api.js';
import { Button } from '../components/button.js';
import { Dialog, DialogButtons } from '../components/dialog.js';
import { Field } from '../components/field.js';
import { useToast } from '../components/toast.js';
import { useLive } from '../live/live-context.js';
import { useSession } from '../session/session-context.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';

interface Stopped {
  readonly cancelled: number;
}

/** The red button: in sight on every screen of who may press it. Once pressed, its place has what comes after. */
export function EmergencyStop() {
  const say = useTexts(SHELL_TEXTS);
  const { may } = useSession();
  const { say: tell, complain } = useToast();
  const stopped = useLive((live) => live.engine?.dialing === 'stopped');
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState('');

  if (!may('stop')) {
    return null;
  }
  const run = async (work: () => Promise<string>) => {
    setBusy(true);
    try {
      tell(await work());
      setAsking(false);
    } catch (failure) {
      complain(failure);
    } finally {
      setBusy(false);
    }
  };
  const stop = (reason: string) => api<Stopped>('POST', '/v1/stop-all', { body: { why: reason } });
  return (
    <>
      {stopped ? (
        <>
          <Button
            tone="go"
            busy={busy}
            onClick={() => run(() => api('POST', '/v1/resume').then(() => say('resumed')))}
          >
            {say('resume')}
          </Button>
          <Button
            tone="stop"
            busy={busy}
            onClick={() => run(async () => say('cutDone', { n: (await stop(say('whyCut'))).cancelled }))}
          >
            {say('cut')}
          </Button>
        </>
      ) : (
        <Button tone="stop" aria-haspopup="dialog" onClick={() => setAsking(true)}>
          <span aria-hidden="true">■ </span>
          {say('stopAll')}
        </Button>
      )}
      {asking ? (
        <Dialog title={say('stopTitle')} onClose={() => setAsking(false)}>
          <p>{say('stopText')}</p>
          <Field
            label={say('why')}
            maxLength={200}
            value={why}
            placeholder={say('whyDefault')}
            onChange={(event) => setWhy(event.target.value)}
          />
          <DialogButtons>
            <Button onClick={() => setAsking(false)}>{say('cancel')}</Button>
            <Button
              tone="stop"
              busy={busy}
              onClick={() =>
                run(async () =>
                  say('stopped', { n: (await stop(why.trim() || say('whyDefault'))).cancelled }),
                )
              }
            >
              {say('stopAll')}
            </Button>
          </DialogButtons>
        </Dialog>
      ) : null}
    </>
  );
}
