import { z } from '@hono/zod-openapi'
import { getInstallationEvent } from '@/lib/audit/detail'
import {
  auditEventDetail,
  auditLogRow,
  installationEventParams,
  installationLogPage,
} from '@/lib/audit/schema'
import { listOutboxInput, outboxMail, outboxRow } from '@/lib/mail/schema'
import { getOutboxMail, listOutbox } from '@/lib/mail/service'
import { getHealth } from '@/lib/operator/health'
import { listJobs } from '@/lib/operator/jobs'
import {
  healthView,
  jobRow,
  listJobsInput,
  listOperatorAccountsInput,
  listOperatorUsersInput,
  operatorAccountRow,
  operatorUserRow,
  settingRow,
} from '@/lib/operator/schema'
import { listOperatorAccounts, listOperatorUsers } from '@/lib/operator/lists'
import { listInstallationLog } from '@/lib/audit/list'
import { listSettings } from '@/lib/operator/settings'
import { uuid } from '@/lib/uuid'
import { defineRoute, type Route } from '../define-route'
import { operatorOnly } from '../demand'
import { pageBody, paged } from './route'

const area = 'Operator'

/** What the operator's pages read. */
export const operatorRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/operator/accounts',
    area,
    summary: 'One page of all accounts with plan and usage, found by name or handle',
    demand: operatorOnly,
    query: listOperatorAccountsInput,
    answer: { status: 200, schema: z.array(operatorAccountRow), description: paged },
    handle: async ({ ctx, query, context }) => pageBody(context, await listOperatorAccounts(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/users',
    area,
    summary: 'One page of all users, found by name or address',
    demand: operatorOnly,
    query: listOperatorUsersInput,
    answer: { status: 200, schema: z.array(operatorUserRow), description: paged },
    handle: async ({ ctx, query, context }) => pageBody(context, await listOperatorUsers(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/jobs',
    area,
    summary: 'One page of the jobs in the queue, newest first',
    demand: operatorOnly,
    query: listJobsInput,
    answer: { status: 200, schema: z.array(jobRow), description: paged },
    handle: async ({ ctx, query, context }) => pageBody(context, await listJobs(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/health',
    area,
    summary: 'How the installation is: database, migrations, worker, jobs, mail, audit logs, disk, version',
    demand: operatorOnly,
    answer: { status: 200, schema: healthView, description: 'Each check, and the worst of them' },
    handle: ({ ctx }) => getHealth(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/settings',
    area,
    summary: 'The settings as they are in effect, without secrets',
    demand: operatorOnly,
    answer: { status: 200, schema: z.array(settingRow), description: 'By name' },
    handle: ({ ctx }) => listSettings(ctx),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/audit-log',
    area,
    summary: 'One page of the installation’s own log, newest first',
    demand: operatorOnly,
    query: installationLogPage,
    answer: { status: 200, schema: z.array(auditLogRow), description: paged },
    handle: async ({ ctx, query, context }) => pageBody(context, await listInstallationLog(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/audit-log/{auditEventId}',
    area,
    summary: 'One event of the installation’s own log, with its place in the chain',
    demand: operatorOnly,
    params: installationEventParams,
    answer: { status: 200, schema: auditEventDetail, description: 'The event' },
    handle: ({ ctx, params }) => getInstallationEvent(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/mail',
    area,
    summary: 'One page of the outbox, newest first, searched by recipient',
    demand: operatorOnly,
    query: listOutboxInput,
    answer: { status: 200, schema: z.array(outboxRow), description: paged },
    handle: async ({ ctx, query, context }) => pageBody(context, await listOutbox(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/operator/mail/{id}',
    area,
    summary: 'One message as it was or would be sent',
    demand: operatorOnly,
    params: z.object({ id: uuid() }),
    answer: { status: 200, schema: outboxMail, description: 'With its HTML and text parts' },
    handle: ({ ctx, params }) => getOutboxMail(ctx, params.id),
  }),
]
