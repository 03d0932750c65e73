import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useToast } from '../shell/components/toast.js';

/** Runs a change: one at a time, told when done, complained of when not; what was read is read again after either. */
export function useChange(...keys: readonly string[]) {
  const client = useQueryClient();
  const { say, complain } = useToast();
  const [busy, setBusy] = useState<string | null>(null);
  /** True when it worked; work that resolves with false has already said why it did not. */
  const run = async (name: string, work: () => Promise<unknown>, done = ''): Promise<boolean> => {
    if (busy !== null) {
      return false;
    }
    setBusy(name);
    try {
      const worked = (await work()) !== false;
      if (worked && done !== '') {
        say(done);
      }
      return worked;
    } catch (failure) {
      complain(failure);
      return false;
    } finally {
      setBusy(null);
      await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
    }
  };
  return { busy, run };
}
