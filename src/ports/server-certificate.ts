/** A certificate with its chain, and its key; both PEM (RFC 7468). */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

/** The certificate the doors show. It may change while they are open. */
export interface ServerCertificate {
  current(): CertificatePair;
  /** Calls `listener` with each new one; what it returns stops that. */
  onChange(listener: (pair: CertificatePair) => void): () => void;
}
