import { z } from '@hono/zod-openapi'
import { setPlan } from '@/lib/accounts/operate'
import { planChange } from '@/lib/accounts/schema'
import {
  accountByHandle,
  endedSessionsView,
  jobById,
  startedResetView,
  suspendedAccountView,
  suspendedUserView,
  userById,
} from '@/lib/operator/schema'
import {
  endSessionsOfUser,
  reactivateUser,
  startPasswordReset,
  suspendUser,
} from '@/lib/operator/change-users'
import { reactivateAccount, suspendAccount } from '@/lib/operator/suspend-accounts'
import { retryJob } from '@/lib/operator/jobs'
import { planName } from '@/lib/plans/schema'
import { defineRoute, type Route } from '../define-route'
import { operatorOnly } from '../demand'

const area = 'Operator'
const ofAccount = z.object(accountByHandle.shape)
const ofUser = z.object(userById.shape)

/** What the operator changes. */
export const operatorChangeRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: '/operator/accounts/{handle}/plan',
    area,
    summary: 'Puts an account on a plan',
    demand: operatorOnly,
    params: ofAccount,
    body: z.strictObject({ plan: planName }),
    example: { plan: 'STANDARD' },
    answer: { status: 200, schema: planChange, description: 'What it is on now' },
    handle: ({ ctx, params, body }) => setPlan(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/accounts/{handle}/suspend',
    area,
    summary: 'Lets nobody use an account; what is in it stays',
    demand: operatorOnly,
    params: ofAccount,
    answer: { status: 200, schema: suspendedAccountView, description: 'Since when' },
    handle: ({ ctx, params }) => suspendAccount(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/accounts/{handle}/reactivate',
    area,
    summary: 'Lets a suspended account be used again',
    demand: operatorOnly,
    params: ofAccount,
    answer: { status: 200, schema: suspendedAccountView, description: 'In use' },
    handle: ({ ctx, params }) => reactivateAccount(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/users/{userId}/suspend',
    area,
    summary: 'Lets a person in nowhere and ends their sessions; what is theirs stays',
    demand: operatorOnly,
    params: ofUser,
    answer: { status: 200, schema: suspendedUserView, description: 'Since when' },
    handle: ({ ctx, params }) => suspendUser(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/users/{userId}/reactivate',
    area,
    summary: 'Lets a suspended person in again',
    demand: operatorOnly,
    params: ofUser,
    answer: { status: 200, schema: suspendedUserView, description: 'May sign in' },
    handle: ({ ctx, params }) => reactivateUser(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/users/{userId}/end_sessions',
    area,
    summary: 'Signs a person out of all browsers',
    demand: operatorOnly,
    params: ofUser,
    answer: { status: 200, schema: endedSessionsView, description: 'How many sessions ended' },
    handle: ({ ctx, params }) => endSessionsOfUser(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/users/{userId}/password_reset',
    area,
    summary: 'Mails a person a link to set another password',
    demand: operatorOnly,
    params: ofUser,
    answer: { status: 200, schema: startedResetView, description: 'To which address' },
    handle: ({ ctx, params }) => startPasswordReset(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: '/operator/jobs/{id}/retry',
    area,
    summary: 'Runs a job again as soon as the worker can',
    demand: operatorOnly,
    params: z.object(jobById.shape),
    answer: { status: 200, schema: z.object({ id: z.string() }), description: 'It waits to be run' },
    handle: ({ ctx, params }) => retryJob(ctx, params),
  }),
]
