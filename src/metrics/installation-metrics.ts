import type { Instruments } from './instruments.ts';

/** The Slack app in the tenants' workspaces, and who speaks in Slack's name. */
export function installationMetrics({ counter, gauge }: Instruments) {
  return {
    installations: counter('tocsin_installations_total', 'What became of installations of the Slack app.', [
      'tenant',
      'event',
    ]),
    tokenRenewals: counter('tocsin_token_renewals_total', 'Renewals of Slack tokens that end, by outcome.', [
      'tenant',
      'outcome',
    ]),
    wrongWorkspace: gauge(
      'tocsin_slack_wrong_workspace',
      '1 for a tenant whose slack.team_id is not the workspace of its token, by Slack.',
      { labelNames: ['tenant'], joinedBy: 'max' },
    ),
    refusedRequests: counter('tocsin_slack_refused_total', 'Requests in the name of Slack that were refused, by why.', [
      'why',
    ]),
  };
}
