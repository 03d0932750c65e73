/** Where a telephone registers. */
export interface PhoneSeat {
  readonly name: string;
  readonly password: string;
  readonly registrarPort: number;
}

/** One telephone in a call: packets of sound that came, and how loud it hears the customer (of 9000 that are sent). */
export interface BenchPhone {
  readonly packets: number;
  readonly level: number;
}

/** Many telephones of agents, of one kind. */
export interface BenchPhones {
  readonly kind: 'udp' | 'websocket';
  /** Rejects where the registrar says no. */
  register(seat: PhoneSeat): Promise<void>;
  look(): Promise<readonly BenchPhone[]>;
  /** What more is to be said of them. */
  report?(): Promise<string>;
  close(): Promise<void>;
}
