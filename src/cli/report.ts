import { ReportAnswer } from '../core/api/report.ts';
import { adminClient, RELAY_HELP, RELAY_OPTIONS } from './admin-client.ts';
import { type Command, EXIT, usage } from './command.ts';
import { printable } from './dead-letter-text.ts';

const HELP = `Tells how noisy a tenant's alerts were: what opened most often, what opened again and again, what nobody ever took.

Use: tocsin report --tenant TENANT [--since 7d] [--format text|json] [--locale LOCALE]

It is made of the tenant's history, which the relay keeps for 30 days, or for about the newest 10 000 events.

Options:
  --tenant TENANT    the tenant whose alerts are counted
  --since TIME       how far back, in hours or days (7d)
  --format FORMAT    text, or json for other programs (text)
  --locale LOCALE    the text's language, such as fr (the tenant's)
${RELAY_HELP}

Examples:
  tocsin report --tenant acme
  tocsin report --tenant acme --since 24h --format json

Exit codes: 0 told; 1 the relay refuses it or does not answer; 2 wrong use.`;

export const report: Command = {
  help: HELP,
  options: { ...RELAY_OPTIONS, tenant: 'value', since: 'value', format: 'value', locale: 'value' },
  async run(given, env) {
    const tenant = given.need('tenant');
    const format = given.value('format') ?? 'text';
    if (format !== 'text' && format !== 'json') throw usage(`--format must be text or json, not ${format}`);
    const query = new URLSearchParams();
    for (const name of ['since', 'locale']) {
      const value = given.value(name);
      if (value !== undefined) query.set(name, value);
    }
    const client = await adminClient(given, env);
    const path = `tenants/${encodeURIComponent(tenant)}/report?${query}`;
    const answer = ReportAnswer.parse(await client.request('GET', path));
    if (format === 'json') console.log(JSON.stringify(answer.report, null, 2));
    else console.log(answer.text.split('\n').map(printable).join('\n'));
    return EXIT.ok;
  },
};
