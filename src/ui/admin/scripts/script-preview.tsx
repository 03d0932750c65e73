import { useState } from 'react';
import type { ScriptStepOut, ScriptWayOut } from '../../../contract/script-wire.js';
import { ScriptWalk, stepOf } from '../../agent/script-walk.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { useTexts } from '../../shell/texts/texts.js';
import { SCRIPT_TEXTS } from './script-texts.js';
import type { Dispositions } from './step-editor.js';

/** The script as it is being written, gone through as an agent would, with an invented person. */
export function ScriptPreview({
  steps,
  dispositions,
}: {
  readonly steps: readonly ScriptStepOut[];
  readonly dispositions: Dispositions;
}) {
  const say = useTexts(SCRIPT_TEXTS);
  const [gone, setGone] = useState<ScriptWayOut | null>(null);
  const way = gone ?? [{ step: steps[0]?.id ?? '', answer: null }];
  const proposed = stepOf(steps, way)?.disposition ?? null;
  const label = dispositions.find(({ code }) => code === proposed)?.label ?? proposed;
  return (
    <Panel
      title={say('preview')}
      aside={
        <Button tone="quiet" onClick={() => setGone(null)}>
          {say('fromStart')}
        </Button>
      }
    >
      <ScriptWalk steps={steps} way={way} person={{ name: say('sampleName'), fields: {} }} onWay={setGone} />
      <p className="soft">{label === null ? '' : say('proposes', { label })}</p>
    </Panel>
  );
}
