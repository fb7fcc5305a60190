import { z } from '@hono/zod-openapi'
import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { getEffectivePermissions } from '@/lib/members/effective'
import { explainPermission } from '@/lib/members/explain'
import {
  effectivePermissionsView,
  permissionExplanation,
  permissionPlace,
  permissionQuestion,
  type memberParams,
} from '@/lib/members/schema'
import type { serviceAccountParams } from '@/lib/service-accounts/schema'
import { listWorkspacesInput, memberWorkspaceView } from '@/lib/workspaces/schema'
import { listMemberWorkspaces } from '@/lib/workspaces/service'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { pageBody, paged } from './route'

type Membership = {
  /** The address of one member or service account. */
  path: `/${string}`
  area: string
  params: typeof memberParams | typeof serviceAccountParams
  /** What reading one of its kind demands. */
  demand: ReturnType<typeof inOrganization>
  /** What each route answers, for the document. */
  summaries: { workspaces: string; explanation: string; permissions: string; events: string }
}

// Of the permission's name the schema tells nothing.
const question = { query: permissionQuestion, exampleQuery: { permission: 'read:member' } }

/** What the page of a member and that of a service account both read: workspaces, permissions with their reasons, and events. */
export function membershipRoutes({ path, area, params, demand, summaries }: Membership): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}/workspaces`,
      area,
      summary: summaries.workspaces,
      demand,
      params,
      query: listWorkspacesInput.omit({ accountId: true }),
      answer: { status: 200, schema: z.array(memberWorkspaceView), description: paged },
      handle: async ({ ctx, params: of, query, context }) =>
        pageBody(context, await listMemberWorkspaces(ctx, { ...of, ...query })),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/explanation`,
      area,
      summary: summaries.explanation,
      demand,
      params,
      ...question,
      answer: { status: 200, schema: permissionExplanation, description: 'The answer' },
      handle: ({ ctx, params: of, query }) => explainPermission(ctx, { ...of, ...query }),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/permissions`,
      area,
      summary: summaries.permissions,
      demand,
      params,
      query: permissionPlace,
      answer: { status: 200, schema: effectivePermissionsView, description: 'What takes effect' },
      handle: ({ ctx, params: of, query }) => getEffectivePermissions(ctx, { ...of, ...query }),
    }),
    defineRoute({
      method: 'get',
      path: `${path}/events`,
      area,
      summary: summaries.events,
      demand: inOrganization('read:audit_log'),
      params,
      query: eventsPage,
      answer: { status: 200, schema: z.array(auditEventView), description: paged },
      handle: async ({ ctx, params: { accountId, ...of }, query, context }) =>
        pageBody(context, await listEvents(ctx, { accountId, about: aboutOf(of), ...query })),
    }),
  ]
}

function aboutOf(of: { membershipId: string } | { serviceAccountId: string }) {
  return 'membershipId' in of
    ? ({ kind: 'member', ...of } as const)
    : ({ kind: 'service_account', ...of } as const)
}
