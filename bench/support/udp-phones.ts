import { register } from '../../test/support/registering-phones.js';
import { ToneCustomers } from '../../test/support/tone-customers.js';
import type { BenchPhone, BenchPhones, PhoneSeat } from './bench-phones.js';

/** Telephones that speak plain RTP over UDP: they answer at once, say a tone and listen. */
export class UdpPhones implements BenchPhones {
  readonly kind = 'udp';
  readonly #ears: ToneCustomers;
  readonly #heardHz: number;

  private constructor(ears: ToneCustomers, heardHz: number) {
    this.#ears = ears;
    this.#heardHz = heardHz;
  }

  static async open(saidHz: number, heardHz: number): Promise<UdpPhones> {
    return new UdpPhones(await ToneCustomers.open(saidHz), heardHz);
  }

  register({ name, password, registrarPort }: PhoneSeat): Promise<void> {
    return register({ name, password, registrarPort, contactPort: this.#ears.port });
  }

  async look(): Promise<readonly BenchPhone[]> {
    return this.#ears.customers
      .filter(({ hungUp }) => !hungUp)
      .map((ear) => ({ packets: ear.packets, level: ear.hears(this.#heardHz) }));
  }

  async close(): Promise<void> {
    this.#ears.close();
  }
}
