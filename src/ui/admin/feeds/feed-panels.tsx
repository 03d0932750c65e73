import type { FeedItem, FeedTest } from '../../../contract/feed-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { useToast } from '../../shell/components/toast.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { DeadPanel, TriesPanel } from './delivery-panels.js';
import { FEED_TEXTS } from './feed-texts.js';
import { feedPath } from './use-feeds.js';

/** The receiver has 15 s to answer; the page waits longer than that. */
const TEST_MS = 30_000;

interface FeedPanelsProps {
  readonly feed: FeedItem;
  readonly onChange: () => void;
  readonly onRotate: () => void;
}

/** One receiver: what it is told and where, what it did not take, and the last tries. */
export function FeedPanels({ feed, onChange, onRotate }: FeedPanelsProps) {
  const say = useTexts(FEED_TEXTS);
  const { dateTime } = useFormats();
  const { may } = useSession();
  const { id: name, keys, kinds, url } = feed;
  const untilMs = Math.max(...keys.map((key) => key.untilMs ?? 0));
  return (
    <>
      <Panel
        title={name}
        aside={
          may('govern') ? (
            <span className={styles['commands']}>
              <TestButton name={name} />
              <Button aria-label={say('changeOf', { name })} onClick={onChange}>
                {say('change')}
              </Button>
              <Button aria-label={say('rotateOf', { name })} onClick={onRotate}>
                {say('rotate')}
              </Button>
            </span>
          ) : undefined
        }
      >
        <dl className={styles['facts']}>
          <div>
            <dt>{say('target')}</dt>
            <dd>{url}</dd>
          </div>
          <div>
            <dt>{say('events')}</dt>
            <dd>{kinds.map((kind) => say(`kind.${kind}`)).join(', ')}</dd>
          </div>
          <div>
            <dt>{say('signing')}</dt>
            <dd>
              {keys.length < 2 ? say('oneKey') : say('moreKeys', { n: keys.length, when: dateTime(untilMs) })}
            </dd>
          </div>
        </dl>
      </Panel>
      <DeadPanel id={name} />
      <TriesPanel id={name} />
    </>
  );
}

function TestButton({ name }: { readonly name: string }) {
  const say = useTexts(FEED_TEXTS);
  const { say: tell, complain } = useToast();
  const { busy, run } = useChange('feeds');
  const test = () =>
    run('test', async () => {
      const options = { deadlineMs: TEST_MS };
      const { answer, tookMs, failure } = await api<FeedTest>('POST', feedPath(name, '/test'), options);
      if (failure === null) {
        tell(say('tested', { name, answer: answer ?? say('noAnswer'), ms: tookMs }));
      } else {
        complain(new Error(say('testFailed', { name, why: failure })));
      }
    });
  return (
    <Button aria-label={say('testOf', { name })} busy={busy !== null} onClick={() => void test()}>
      {say('test')}
    </Button>
  );
}
