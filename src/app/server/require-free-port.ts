import { createServer } from 'node:net';
import { CadenciaError } from '../../core/kernel/errors.js';

/**
 * Fails when somebody else listens there. Asked before the engine starts: a server that cannot open its doors must
 * not have placed calls that nobody then looks after.
 */
export function requireFreePort(host: string, port: number, key: string): Promise<void> {
  if (port === 0) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new CadenciaError('DLR_PORT_TAKEN', {
          detail: `${host}:${port} cannot be listened on (${cause.code ?? 'error'}): stop the program that uses it, or choose another port (${key}).`,
          cause,
        }),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
