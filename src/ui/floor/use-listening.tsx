import { type ReactNode, useState } from 'react';
import type { AgentRow } from '../../contract/agent-wire.js';
import type { FloorOut, MonitorOut } from '../../contract/floor-wire.js';
import { api } from '../shell/api.js';
import { PhoneDialog } from './agent-dialogs.js';
import { deskPhone, pageEar } from './monitor-phone.js';
import { useCommand } from './use-floor.js';

type Way = MonitorOut['mode'];

export interface Listening {
  /** Begins at once, or after the question by which phone. */
  readonly begin: (row: AgentRow, way: Way) => void;
  readonly busy: boolean;
  /** The question, while it is asked. */
  readonly question: ReactNode;
}

/** Being beside an agent's talk in one click. */
export function useListening(monitor: MonitorOut | null, floor: FloorOut | undefined): Listening {
  const { mutate, isPending } = useCommand();
  const [wanted, setWanted] = useState<{ readonly row: AgentRow; readonly way: Way } | null>(null);
  const pagePhones = floor?.pagePhones === true;
  const watch = ({ id }: AgentRow, mode: Way, phone: string) =>
    mutate({
      run: async () => {
        const endpoint = phone === '' ? await pageEar.open() : phone;
        await api('POST', '/v1/monitor/watch', { body: { agentId: id, mode, endpoint } });
        return null;
      },
    });
  return {
    busy: isPending,
    begin: (row, way) => {
      const phone = monitor?.endpoint ?? deskPhone();
      if (phone === '' && !pagePhones) {
        setWanted({ row, way });
      } else {
        watch(row, way, phone);
      }
    },
    question:
      wanted === null ? null : (
        <PhoneDialog
          pagePhones={pagePhones}
          onClose={() => setWanted(null)}
          onPhone={(endpoint) => {
            watch(wanted.row, wanted.way, endpoint);
            setWanted(null);
          }}
        />
      ),
  };
}
