/** How a server command ends: what to do at the first signal and at the second. */
export interface SignalPlan {
  /** First Ctrl-C or SIGTERM: let calls end. */
  readonly drain: (signal: string) => Promise<void>;
  /** Second one: now. */
  readonly stopNow: () => Promise<void>;
}

/** Resolves when the plan has run its course. */
export function runUntilSignal(plan: SignalPlan): Promise<void> {
  return new Promise((resolve, reject) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      const work = signals === 1 ? plan.drain(signal) : plan.stopNow();
      work.then(() => {
        process.off('SIGINT', onSignal);
        process.off('SIGTERM', onSignal);
        resolve();
      }, reject);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
