import { useEffect, useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import type { ScriptWayOut } from '../../contract/script-wire.js';
import { Button } from '../shell/components/button.js';
import { Panel } from '../shell/components/panel.js';
import { useTexts } from '../shell/texts/texts.js';
import { AGENT_TEXTS } from './agent-texts.js';
import { isConfirmed, ScriptWalk, stepOf } from './script-walk.js';
import type { Desk } from './use-desk.js';

type Card = NonNullable<DeskState['agent']['card']>;
type Script = NonNullable<DeskState['script']>;

interface Props {
  readonly desk: Desk;
  readonly state: DeskState;
  readonly card: Card;
  readonly onConfirmed: () => void;
  readonly onPropose: (disposition: string | null) => void;
}

/** The campaign's script. A call keeps the version it began with; a page that is new goes on where the call was. */
export function ScriptPanel({ state, ...props }: Props) {
  const [script] = useState(state.script);
  return script === null ? null : <Walk {...props} script={script} before={state.way} />;
}

function Walk({
  desk: { command },
  script: { version, steps },
  before,
  card: { attemptId, contact },
  onConfirmed,
  onPropose,
}: Omit<Props, 'state'> & { readonly script: Script; readonly before: ScriptWayOut | null }) {
  const say = useTexts(AGENT_TEXTS);
  const begin: ScriptWayOut = [{ step: steps[0]?.id ?? '', answer: null }];
  const [way, setWay] = useState(before ?? begin);
  const confirmed = isConfirmed(steps, way);
  const proposed = stepOf(steps, way)?.disposition ?? null;
  const gone = way.length > 1;
  useEffect(() => {
    if (confirmed) {
      onConfirmed();
    }
  }, [confirmed, onConfirmed]);
  useEffect(() => onPropose(proposed), [proposed, onPropose]);
  useEffect(() => {
    // The whole way each time, so that one that did not arrive is made good by the next.
    if (gone && attemptId !== null) {
      void command('script', { attemptId, version, way });
    }
  }, [gone, attemptId, version, way, command]);
  return (
    <Panel
      title={say('script')}
      aside={
        <Button tone="quiet" onClick={() => setWay(begin)}>
          {say('fromStart')}
        </Button>
      }
    >
      <ScriptWalk steps={steps} way={way} person={contact} onWay={setWay} />
    </Panel>
  );
}
