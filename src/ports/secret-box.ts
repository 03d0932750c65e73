/** Seals what must be read again but not by who reads the database; bound to whom it belongs to. */
export interface SecretBox {
  seal(text: string, owner: string): string;
  /** Throws when it was changed, moved to another owner, or sealed by another installation. */
  open(sealed: string, owner: string): string;
}
