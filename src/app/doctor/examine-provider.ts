import { discoverOpenid } from '../../adapters/openid/openid-provider.js';
import type { Config } from '../../config/config.js';
import { messageOf } from '../../core/kernel/errors.js';
import { openidSettingsOf } from '../server/sign-in-provider.js';
import type { Chart } from './symptom.js';

/** The configured provider of identities, where there is one: who it is, and what it can do for us. */
export async function examineProvider(config: Pick<Config, 'oidc'>, chart: Chart): Promise<void> {
  const { issuer, scopes, publicUrl } = config.oidc;
  if (issuer === '') {
    chart.good('No provider of identities is configured: people sign in by password');
    return;
  }
  if (!scopes.includes('openid')) {
    chart.error('oidc.scopes lacks openid', 'Add it: without it the provider says nobody’s name.');
  }
  try {
    const found = (await discoverOpenid(openidSettingsOf(config))).serverMetadata();
    chart.good(`${issuer} answers; it must send browsers back to ${new URL('/v1/oidc/callback', publicUrl)}`);
    if (found.code_challenge_methods_supported?.includes('S256') === false || !found.supportsPKCE()) {
      chart.warn(
        'The provider does not say that it checks PKCE (S256)',
        'Turn it on there: RFC 9700 §2.1.1.',
      );
    }
    if (found.end_session_endpoint === undefined) {
      chart.warn(
        'Signing out here does not sign out there: the provider has no end of session',
        'On desks that many share, close the browser between people.',
      );
    }
    if (found['backchannel_logout_supported'] !== true) {
      chart.warn(
        'The provider does not tell who signed out or was shut out there',
        'Block leavers here too: their session lasts an hour without a sign of life.',
      );
    }
  } catch (error) {
    chart.error(
      messageOf(error),
      'Check oidc.issuer and the network; until then people sign in by password.',
    );
  }
}
