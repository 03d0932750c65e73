import type { ReachSample } from '../../core/route/trunk-reach.js';
import { DrachtioLink, type DrachtioLinkOptions } from './drachtio-link.js';
import { hostText, type SipHop } from './sip-passage.js';

/** What a drachtio-server is like, as far as it concerns Cadência. */
export interface DrachtioChart {
  /** `v0.9.10`. */
  readonly version: string;
  /** Where it takes SIP: `udp/10.0.0.5:5060`. */
  readonly addresses: readonly string[];
  /** What each carrier answered to OPTIONS, in the order asked; null where it could not be asked. */
  readonly carriers: readonly (ReachSample | null)[];
}

export interface DrachtioExamination extends DrachtioLinkOptions {
  readonly carriers: readonly SipHop[];
  readonly deadlineMs: number;
}

/** Looks at a drachtio-server and asks carriers through it; changes nothing. Rejects where it cannot be entered. */
export async function examineDrachtio(examination: DrachtioExamination): Promise<DrachtioChart> {
  const { carriers, deadlineMs } = examination;
  const { link, version, addresses } = await enter(examination);
  try {
    const asked = carriers.map(({ host, port }) => link.probe(`sip:${hostText(host)}:${port}`, deadlineMs));
    return { version, addresses, carriers: await Promise.all(asked) };
  } finally {
    link.close();
  }
}

function enter(options: DrachtioLinkOptions) {
  type Entered = Omit<DrachtioChart, 'carriers'> & { readonly link: DrachtioLink };
  return new Promise<Entered>((resolve, reject) => {
    const link = new DrachtioLink(options, {
      up: (found) => resolve({ link, ...found }),
      down: (why) => {
        link.close();
        reject(new Error(why));
      },
      // The engine that runs takes the calls, and keeps all of them.
      invite: null,
    });
    link.start();
  });
}
