import { type ReactNode, useState } from 'react';
import type { AgentRow } from '../../contract/agent-wire.js';
import type { FloorOut, MonitorOut } from '../../contract/floor-wire.js';
import { api } from '../shell/api.js';
import { useSession } from '../shell/session/session-context.js';
import { PhoneDialog } from './agent-dialogs.js';
import { deskPhone, pageEar } from './monitor-phone.js';
import { ownMonitor, useCommand, useKnownFloor } from './use-floor.js';

type Way = MonitorOut['mode'];

export interface Listening {
  /** Begins at once, or after the question by which phone. */
  readonly begin: (row: AgentRow, way: Way) => void;
  readonly busy: boolean;
  /** The question, while it is asked. */
  readonly question: ReactNode;
}

/**
 * The desk telephone by which he listens; '' for this page. A page that he listened by before is not this one, or is this
 * one already: it is opened either way, since the floor may still tell of the page that was here before it was loaded anew.
 */
function phoneOf(monitor: MonitorOut | null): string {
  return monitor === null || monitor.byPage ? deskPhone() : monitor.endpoint;
}

async function watch({ id }: AgentRow, mode: Way, phone: string): Promise<void> {
  const endpoint = phone === '' ? await pageEar.open() : phone;
  await api('POST', '/v1/monitor/watch', { body: { agentId: id, mode, endpoint } });
}

/** Being beside an agent's talk in one click. */
export function useListening(): Listening {
  const { session } = useSession();
  const knownFloor = useKnownFloor();
  const { mutate, isPending } = useCommand();
  const [wanted, setWanted] = useState<{
    readonly row: AgentRow;
    readonly way: Way;
    readonly floor: FloorOut;
  } | null>(null);
  const done = (work: () => Promise<void>) => mutate({ run: () => work().then(() => null) });
  return {
    busy: isPending,
    begin: (row, way) =>
      done(async () => {
        const floor = await knownFloor();
        const phone = phoneOf(ownMonitor(floor, session));
        if (phone === '' && !floor.pagePhones) {
          setWanted({ row, way, floor });
        } else {
          await watch(row, way, phone);
        }
      }),
    question:
      wanted === null ? null : (
        <PhoneDialog
          pagePhones={wanted.floor.pagePhones}
          onClose={() => setWanted(null)}
          onPhone={(endpoint) => {
            done(() => watch(wanted.row, wanted.way, endpoint));
            setWanted(null);
          }}
        />
      ),
  };
}
