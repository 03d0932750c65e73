/** What a page registers with at the media server. */
export interface WebPhoneAccess {
  readonly user: string;
  /** Random, made for one page; the page's door alone hands it out. */
  readonly password: string;
}

/** Telephones that are pages in a browser, on one media server. Rejections are CadenciaErrors (DLR_MEDIA_*). */
export interface WebPhones {
  /** Where the server speaks SIP over WebSocket (RFC 7118). */
  readonly socketUrl: string;
  /** Makes the user's telephone, with a secret that replaces the one before. */
  open(user: string): Promise<WebPhoneAccess>;
}
