import type { Config } from '../../src/config/config.js';

/** The section `oidc` as it is by default, under the client of the test's provider. */
export function oidcOf(change: Partial<Config['oidc']>): Config['oidc'] {
  return {
    issuer: '',
    clientId: 'cadencia',
    clientSecret: '',
    publicUrl: '',
    name: 'Diretório',
    scopes: ['openid', 'profile', 'email'],
    userClaim: 'preferred_username',
    nameClaim: 'name',
    roleClaim: '',
    roles: [],
    teamClaim: '',
    agentClaim: '',
    createUsers: false,
    deadlineSeconds: 5,
    ...change,
  };
}
