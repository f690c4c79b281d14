import { alertmanagerGuard } from '../alertmanager/alertmanager-guard.ts';
import type { Env } from '../config/substitute-env.ts';
import { missingForInstall, missingOf } from '../installations/install-variables.ts';
import type { Surroundings } from '../tenants/surroundings.ts';

/** What the process makes of tenants' files: one of these variables, where Alertmanagers may be as tocsin.yaml says. */
export function surroundingsOf(env: Env, allowNetworks: readonly string[]): Surroundings {
  const missing = missingForInstall(env);
  const missingForOidc = missingOf(['TOCSIN_PUBLIC_URL', 'TOCSIN_OIDC_CLIENT_SECRET'], env);
  const guard = alertmanagerGuard(allowNetworks);
  return {
    ...(missing.length === 0
      ? {}
      : {
          installLack: {
            reason: `needs ${missing.join(', ')} in the environment`,
            hint: 'set it, or give the tenant a bot_token: docs/slack.md',
          },
        }),
    ...(missingForOidc.length === 0
      ? {}
      : {
          oidcLack: {
            reason: `needs ${missingForOidc.join(', ')} in the environment`,
            hint: 'set it: docs/console.md, "Signing in with a provider"',
          },
        }),
    refusesAlertmanager: (url) => guard.refusesAddressIn(url.replace(/\/\/localhost(?=[:/]|$)/i, '//127.0.0.1')),
  };
}
