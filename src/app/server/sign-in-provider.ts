import { OpenidProvider, type OpenidSettings } from '../../adapters/openid/openid-provider.js';
import type { SignInProvider } from '../../api/auth/people.js';
import type { Config } from '../../config/config.js';

/** The provider as the configuration has it. */
export function openidSettingsOf({ oidc }: Pick<Config, 'oidc'>): OpenidSettings {
  const at = (path: string): string => new URL(path, oidc.publicUrl).href;
  const { issuer, clientId, clientSecret, scopes, deadlineSeconds } = oidc;
  const { userClaim, nameClaim, roleClaim, teamClaim, agentClaim } = oidc;
  return {
    issuer,
    clientId,
    clientSecret,
    scopes,
    deadlineSeconds,
    callbackUrl: at('/v1/oidc/callback'),
    homeUrl: at('/app/'),
    claims: [userClaim, nameClaim, roleClaim, teamClaim, agentClaim].filter((name) => name !== ''),
  };
}

/** Null where people sign in by password alone. Nothing is asked of the provider before somebody comes. */
export function makeSignInProvider(config: Pick<Config, 'oidc'>, nowMs: () => number): SignInProvider | null {
  const { issuer, name, publicUrl, createUsers, ...rules } = config.oidc;
  return issuer === ''
    ? null
    : {
        provider: new OpenidProvider(openidSettingsOf(config), nowMs),
        settings: { name, publicUrl, createUsers, rules },
      };
}
