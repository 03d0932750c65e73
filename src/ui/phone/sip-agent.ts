import { UA } from 'jssip';

/** Registered anew this often. */
const REGISTER_SECONDS = 120;

/** A SIP user agent of the page. In a file of its own, since what it needs is fetched apart from the page's own code. */
export function newSipAgent(
  options: Pick<ConstructorParameters<typeof UA>[0], 'sockets' | 'uri' | 'password'>,
): UA {
  return new UA({
    ...options,
    register_expires: REGISTER_SECONDS,
    session_timers: false,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 4,
  });
}
