import type { makeLogger } from '../../adapters/pino/logger.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Boot } from './boot.js';

interface Look {
  readonly name: string;
  /** How long before the first look; left out, as long as between two. */
  readonly firstMs?: number;
  readonly everyMs: number;
  /** Given whether it is to stop at the next safe point. */
  readonly look: (stopped: () => boolean) => Promise<void>;
  /** What the log says when it cannot be done; once, until it can again. */
  readonly waiting: string;
}

/** Does something over and over, a while after it has ended; what fails is tried again. */
export function lookAgain(
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { name, everyMs, firstMs = everyMs, look, waiting }: Look,
): Promise<null> {
  return boot.start(name, 10 * SECOND, async () => {
    let [closed, down] = [false, false];
    let looking: Promise<void> = Promise.resolve();
    const once = async (): Promise<void> => {
      try {
        await look(() => closed);
        down = false;
      } catch (error) {
        if (!down) {
          log.warn({ error: messageOf(error) }, waiting);
        }
        down = true;
      }
    };
    let timer: NodeJS.Timeout;
    const again = (ms: number): void => {
      timer = setTimeout(() => {
        looking = once().then(() => (closed ? undefined : again(everyMs)));
      }, ms);
    };
    again(firstMs);
    return {
      value: null,
      stop: async () => {
        closed = true;
        clearTimeout(timer);
        await looking;
      },
    };
  });
}
