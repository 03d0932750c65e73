import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

const makeKeys = () => generateKeyPair('RS256');
type Keys = Awaited<ReturnType<typeof makeKeys>>;
/** Making a pair takes its time: all have the same, and strangers theirs. */
let ownKeys: Promise<Keys> | null = null;
let foreignKeys: Promise<Keys> | null = null;

type Signer = (claims: JWTPayload) => Promise<string> | string;

/** A provider that signs what the test wants: discovery, keys and tokens, nothing else. */
export class HostileIssuer {
  readonly issuer: string;
  readonly #server: Server;
  readonly #keys: Keys;
  /** The ID token of the next sign-in. */
  idToken: () => Promise<string> | string = () => '';
  metadata: Record<string, unknown> = {};
  /** Answers of the token endpoint. */
  status = 200;

  private constructor(server: Server, keys: Keys) {
    this.#server = server;
    this.#keys = keys;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, response) => {
      const body = JSON.stringify(await this.#answer(request.url ?? ''));
      const status = request.url === '/token' ? this.status : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  }

  static async start(): Promise<HostileIssuer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ownKeys ??= makeKeys();
    return new HostileIssuer(server, await ownKeys);
  }

  async #answer(path: string): Promise<object> {
    switch (path) {
      case '/.well-known/openid-configuration':
        return {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/auth`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/jwks`,
          code_challenge_methods_supported: ['S256'],
          // As if it were willing to sign anyhow.
          id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
          ...this.metadata,
        };
      case '/jwks':
        return {
          keys: [{ ...(await exportJWK(this.#keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
        };
      default:
        return { access_token: 'a', token_type: 'bearer', id_token: await this.idToken() };
    }
  }

  /** Signed as it should be. */
  readonly sign: Signer = (claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(this.#keys.privateKey);

  /** By a key that is not in its list. */
  readonly signForeign: Signer = async (claims) => {
    foreignKeys ??= makeKeys();
    const { privateKey } = await foreignKeys;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
  };

  readonly unsigned: Signer = (claims) => new UnsecuredJWT(claims).encode();

  /** By what the client knows too. */
  readonly signShared = (claims: JWTPayload, secret: string): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret));

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
