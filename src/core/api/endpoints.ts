/**
 * Every endpoint of the admin API, by its name in the OpenAPI document. What serves them, what describes them and what
 * tests them reads this table: an endpoint that is not here does not exist.
 */
import { z } from 'zod';
import * as letters from './dead-letters.ts';
import { at, type Endpoint } from './endpoint.ts';
import * as events from './events.ts';
import * as groups from './groups.ts';
import * as installations from './installations.ts';
import { Cursor, limitOf } from './parts.ts';
import * as report from './report.ts';
import * as session from './session.ts';
import * as silences from './silences.ts';
import * as templates from './templates.ts';
import * as tenants from './tenants.ts';
import * as watchdogs from './watchdogs.ts';
import * as why from './why.ts';

const TENANT = '/tenants/{tenantId}';
const GROUP = `${TENANT}/groups/{groupId}` as const;
const LETTERS = `${TENANT}/dead-letters` as const;
const LETTER = `${LETTERS}/{groupId}` as const;

const Nothing = z.null();
/** Ours: what reads the whole history, some 10 000 entries, and what reads half of it at most. */
const WHOLE_HISTORY = 50;
const SOME_HISTORY = 5;
/** Ours: what looks through all groups that are at hand. */
const ALL_GROUPS = 5;

export const ENDPOINTS = {
  signInWays: {
    ...at({ method: 'get', path: '/sign-in', needs: 'nothing' }),
    summary: 'How people may sign in.',
    answer: session.SignInWays,
  },
  beginSignIn: {
    ...at({ method: 'get', path: '/sign-in/oidc', needs: 'nothing', status: 303 }),
    summary: 'Leads a browser to the OpenID provider. It comes back to the callback.',
    query: session.SignInWish,
    answer: Nothing,
  },
  endSignIn: {
    ...at({ method: 'get', path: '/sign-in/oidc/callback', needs: 'nothing', status: 303 }),
    summary: 'Opens a session for whom the provider sends back, and leads to the console, which says what came of it.',
    query: session.SignInReturn,
    answer: Nothing,
  },
  showSession: {
    ...at({ method: 'get', path: '/session', needs: 'known' }),
    summary: 'Who the caller is and what they may do.',
    answer: session.Session,
  },
  signIn: {
    ...at({ method: 'post', path: '/session', needs: 'nothing', status: 201 }),
    summary: 'Opens a session with a token, and sets its cookie.',
    body: session.SignIn,
    answer: session.Session,
  },
  signOut: {
    ...at({ method: 'delete', path: '/session', needs: 'nothing', status: 204 }),
    summary: 'Ends the session.',
    answer: Nothing,
  },
  listTenants: {
    ...at({ method: 'get', path: '/tenants', needs: 'view' }),
    summary: 'The tenants that the caller may see, and how each is now.',
    query: z.strictObject({ after: Cursor.optional(), limit: limitOf(100, 1_000) }),
    answer: tenants.TenantList,
  },
  showTenant: {
    ...at({ method: 'get', path: TENANT, needs: 'view' }),
    summary: "A tenant's effective configuration, secrets left out, and how it is now.",
    answer: tenants.TenantDetails,
  },
  listGroups: {
    ...at({ method: 'get', path: '/groups', needs: 'view', weight: ALL_GROUPS }),
    summary: 'Alert groups of all tenants that the caller may see.',
    query: groups.GroupQuery,
    answer: groups.GroupList,
  },
  showGroup: {
    ...at({ method: 'get', path: GROUP, needs: 'view', weight: SOME_HISTORY }),
    summary: 'One group: its alerts, its message as it would be drawn, its history, what is decided next and why.',
    answer: groups.GroupDetails,
  },
  acknowledgeGroup: {
    ...at({ method: 'post', path: `${GROUP}/acknowledge`, needs: 'acknowledge', conflicts: true }),
    summary: 'Takes the group.',
    answer: groups.ActionDone,
  },
  unacknowledgeGroup: {
    ...at({ method: 'post', path: `${GROUP}/unacknowledge`, needs: 'acknowledge', conflicts: true }),
    summary: 'Gives the group back.',
    answer: groups.ActionDone,
  },
  closeGroup: {
    ...at({ method: 'post', path: `${GROUP}/close`, needs: 'acknowledge', conflicts: true }),
    summary: 'Closes by hand what no Alertmanager reports any more.',
    answer: groups.ActionDone,
  },
  commentGroup: {
    ...at({ method: 'post', path: `${GROUP}/comment`, needs: 'comment', conflicts: true }),
    summary: "Says something in the thread of the group's message.",
    body: groups.CommentBody,
    answer: groups.ActionDone,
  },
  explainAlert: {
    ...at({ method: 'post', path: `${TENANT}/why`, needs: 'view' }),
    summary: 'Which routes, receivers and templates an alert takes, and why not the others. Nothing is stored.',
    body: why.WhyBody,
    answer: why.WhyAnswer,
  },
  streamFleet: {
    ...at({ method: 'get', path: '/events', needs: 'view', form: 'text/event-stream' }),
    summary: 'How all tenants are that the caller may see: once, then what changes. Events `fleet` and `change`.',
    answer: z.union([tenants.FleetNow, tenants.FleetChange]),
  },
  listEvents: {
    ...at({ method: 'get', path: `${TENANT}/events`, needs: 'view', weight: SOME_HISTORY }),
    summary: "The tenant's history: what happened, and who did it.",
    query: events.EventQuery,
    answer: events.EventList,
  },
  exportEvents: {
    ...at({
      method: 'get',
      path: `${TENANT}/events/export`,
      needs: 'view',
      form: 'application/x-ndjson',
      weight: WHOLE_HISTORY,
    }),
    summary: 'The same as lines of JSON, oldest first, for archives.',
    query: events.EventQuery.omit({ after: true, limit: true }),
    answer: events.HistoryEvent,
  },
  showReport: {
    ...at({ method: 'get', path: `${TENANT}/report`, needs: 'view', weight: WHOLE_HISTORY }),
    summary: "How noisy the tenant's alerts were, and how soon people answered.",
    query: report.ReportQuery,
    answer: report.ReportAnswer,
  },
  listWatchdogs: {
    ...at({ method: 'get', path: `${TENANT}/watchdogs`, needs: 'view' }),
    summary: 'The heartbeats that the tenant expects, and when they last came.',
    answer: watchdogs.WatchdogList,
  },
  listDeadLetters: {
    ...at({ method: 'get', path: LETTERS, needs: 'view' }),
    summary: 'Groups that could not be told.',
    query: letters.DeadLetterQuery,
    answer: letters.DeadLetterList,
  },
  showDeadLetter: {
    ...at({ method: 'get', path: LETTER, needs: 'view' }),
    summary: 'One of them, and its group as it is now: what a replay would tell.',
    answer: letters.DeadLetterDetails,
  },
  replayDeadLetters: {
    ...at({ method: 'post', path: `${LETTERS}/replay`, needs: 'replay' }),
    summary: 'Has all sent again, or those of a reason.',
    query: z.strictObject({ reason: letters.DeadLetterReasonName.optional() }),
    answer: letters.Replayed,
  },
  replayDeadLetter: {
    ...at({ method: 'post', path: `${LETTER}/replay`, needs: 'replay' }),
    summary: 'Has one sent again.',
    answer: letters.Replayed,
  },
  dropDeadLetters: {
    ...at({ method: 'delete', path: LETTERS, needs: 'replay' }),
    summary: 'Drops those of a reason, which must be named.',
    query: z.strictObject({ reason: letters.DeadLetterReasonName }),
    answer: letters.Dropped,
  },
  dropDeadLetter: {
    ...at({ method: 'delete', path: LETTER, needs: 'replay', conflicts: true }),
    summary: 'Drops one.',
    answer: letters.Dropped,
  },
  listSilences: {
    ...at({ method: 'get', path: `${TENANT}/silences`, needs: 'view', conflicts: true }),
    summary: "The silences of the tenant's Alertmanagers.",
    query: silences.SilenceQuery,
    answer: silences.SilenceList,
  },
  expireSilence: {
    ...at({
      method: 'post',
      path: `${TENANT}/silences/{alertmanager}/{silenceId}/expire`,
      needs: 'expire',
      conflicts: true,
    }),
    summary: 'Ends a silence now.',
    answer: silences.Expired,
  },
  listTemplates: {
    ...at({ method: 'get', path: `${TENANT}/templates`, needs: 'view' }),
    summary: "The tenant's templates, and what they can be tried on.",
    answer: templates.TemplateCatalog,
  },
  previewTemplate: {
    ...at({ method: 'post', path: `${TENANT}/templates/preview`, needs: 'configure' }),
    summary: 'Draws a template in several languages. Nothing is stored.',
    body: templates.TemplatePreviewBody,
    answer: templates.TemplatePreview,
  },
  makeInstallLink: {
    ...at({ method: 'post', path: `${TENANT}/slack/install-links`, needs: 'operator', status: 201, conflicts: true }),
    summary: "Makes a link to install the Slack app in the tenant's workspace.",
    query: installations.InstallLinkQuery,
    answer: installations.InstallLinkMade,
  },
  listInstallations: {
    ...at({ method: 'get', path: '/slack/installations', needs: 'operator' }),
    summary: 'Tenants whose people install the Slack app, with what they have installed.',
    answer: installations.InstallationList,
  },
  showOpenApi: {
    ...at({ method: 'get', path: '/openapi.json', needs: 'nothing' }),
    summary: 'This document.',
    answer: z.looseObject({}),
  },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;
