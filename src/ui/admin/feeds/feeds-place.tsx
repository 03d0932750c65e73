import { useState } from 'react';
import { Tabs } from '../../shell/components/tabs.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import { FEED_TEXTS } from './feed-texts.js';
import { InboundPanels } from './inbound-panels.js';
import { OutboundPanels } from './outbound-panels.js';

type Way = 'out' | 'in';

/** Other systems: what they are told and what they tell. */
export function FeedsPlace() {
  const say = useTexts(FEED_TEXTS);
  const { may } = useSession();
  const ways: readonly Way[] = may('examine') ? ['out', 'in'] : ['in'];
  const [chosen, setChosen] = useState<Way>(ways[0] ?? 'in');
  return (
    <>
      <h1 className="unseen">{say('title')}</h1>
      <Tabs
        label={say('title')}
        tabs={ways.map((key) => ({ key, label: say(key) }))}
        chosen={chosen}
        onChoose={(key) => setChosen(ways.find((way) => way === key) ?? 'in')}
      >
        {chosen === 'out' ? <OutboundPanels /> : <InboundPanels />}
      </Tabs>
    </>
  );
}
