// A certified OpenID provider (npm's oidc-provider) on loopback: everybody signs in with any password, and what is said of
// whom comes by IPC from the test. Says `listening` when it does.
import Provider from 'oidc-provider';

const [, , port, ourBase, secret] = process.argv;
const issuer = `http://127.0.0.1:${port}`;
/** By login: claims beside `sub`. */
const people = new Map();

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'cadencia',
      client_secret: secret,
      redirect_uris: [`${ourBase}/v1/oidc/callback`],
      post_logout_redirect_uris: [`${ourBase}/app/`],
      backchannel_logout_uri: `${ourBase}/v1/oidc/back-channel-logout`,
      backchannel_logout_session_required: true,
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  cookies: { keys: ['loopback alone'] },
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups', 'agent'], email: ['email'] },
  features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: 600 },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: `subject-of-${id}`, preferred_username: id, ...people.get(id) }),
  }),
});
// Only a wish to go out of loopback would need another.
provider.on('server_error', (_context, error) => console.error(error));

process.on('message', ({ id, claims }) => {
  people.set(id, claims);
  process.send({ known: id });
});
process.on('disconnect', () => process.exit());
provider.listen(Number(port), '127.0.0.1', () => process.send({ listening: true }));
