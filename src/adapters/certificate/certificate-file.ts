import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { DAY, SECOND } from '../../core/kernel/time.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { CertificatePair, ServerCertificate } from '../../ports/server-certificate.js';

/** Who renews a certificate writes its files some day at night: nobody minds when they count half a minute later. */
const LOOK_MS = 15 * SECOND;
/** Less than this left is said aloud. */
const SOON_DAYS = 21;

export interface CertificateFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

interface FileParts extends CertificateFiles {
  readonly clock: Clock;
  /** Told once of each different trouble. */
  readonly onTrouble: (text: string) => void;
}

function refuse(detail: string, cause?: unknown): CadenciaError {
  return new CadenciaError('DLR_CONFIG_INVALID', { detail, cause });
}

/** A pair that a browser can be shown, or why it cannot. */
async function readPair({ certificateFile, keyFile }: CertificateFiles): Promise<CertificatePair> {
  const read = (path: string, key: string): Promise<string> =>
    readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw refuse(`${path} cannot be read (${cause.code ?? 'error'}): correct ${key}.`, cause);
    });
  const certificate = await read(certificateFile, 'http.certificate_file');
  const key = await read(keyFile, 'http.key_file');
  let fits: boolean;
  try {
    fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw refuse(
      `${certificateFile} and ${keyFile} hold no certificate and key without a passphrase, in PEM (${messageOf(cause)}).`,
      cause,
    );
  }
  if (!fits) {
    throw refuse(`${keyFile} is not the key of ${certificateFile}.`);
  }
  return { certificate, key };
}

/** When the first certificate of a chain ends. */
export function certificateEndMs({ certificate }: Pick<CertificatePair, 'certificate'>): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}

/** A certificate in files, looked at again and again: a renewed one counts for new connections, and calls go on. */
export class CertificateFile implements ServerCertificate {
  readonly #parts: FileParts;
  readonly #listeners = new Set<(pair: CertificatePair) => void>();
  #pair: CertificatePair;
  #timer: Timer;
  #said = '';
  #closed = false;

  private constructor(parts: FileParts, pair: CertificatePair) {
    this.#parts = parts;
    this.#pair = pair;
    this.#timer = this.#next();
    this.#warnOfEnd();
  }

  /** DLR_CONFIG_INVALID where the files are no pair. */
  static async open(parts: FileParts): Promise<CertificateFile> {
    return new CertificateFile(parts, await readPair(parts));
  }

  current(): CertificatePair {
    return this.#pair;
  }

  onChange(listener: (pair: CertificatePair) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#parts.clock.clearTimer(this.#timer);
  }

  #next(): Timer {
    return this.#parts.clock.setTimer(LOOK_MS, () => {
      this.look().finally(() => {
        if (!this.#closed) {
          this.#timer = this.#next();
        }
      });
    });
  }

  /** Reads the files; a pair that is half written, or wrong, leaves the one before in use. */
  async look(): Promise<void> {
    try {
      const pair = await readPair(this.#parts);
      if (pair.certificate !== this.#pair.certificate || pair.key !== this.#pair.key) {
        this.#pair = pair;
        this.#said = '';
        for (const listener of this.#listeners) {
          listener(pair);
        }
      }
      this.#warnOfEnd();
    } catch (failure) {
      this.#say(`${messageOf(failure)} The certificate before stays in use.`);
    }
  }

  #warnOfEnd(): void {
    const days = Math.floor((certificateEndMs(this.#pair) - this.#parts.clock.now()) / DAY);
    if (days < SOON_DAYS) {
      const when = days < 0 ? 'has ended' : `ends in ${days} days`;
      this.#say(`The certificate ${this.#parts.certificateFile} ${when}; renew it.`);
    }
  }

  #say(text: string): void {
    if (text !== this.#said) {
      this.#said = text;
      this.#parts.onTrouble(text);
    }
  }
}
