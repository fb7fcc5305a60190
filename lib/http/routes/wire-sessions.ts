import { z } from '@hono/zod-openapi'
import { filterSessionsInput, sessionParams, signInView } from '@/lib/wire/sessions-schema'
import { filterMySessions, listMySessions, terminateMySession } from '@/lib/wire/sessions'
import { defineRoute, type Route } from '../define-route'
import { anyPerson } from '../demand'

const area = 'Me (wire format)'
const answer = { status: 200, schema: z.array(signInView), description: 'The last used first' } as const

/** The browsers in which one is signed in. */
export const wireSessionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me/sessions',
    area,
    summary: 'One’s live sessions',
    demand: anyPerson,
    answer,
    handle: ({ ctx }) => listMySessions(ctx),
  }),
  defineRoute({
    method: 'post',
    path: '/me/sessions/filter',
    area,
    summary: 'Those of them that were asked for',
    demand: anyPerson,
    body: filterSessionsInput,
    example: { sessions: { ip_address: { any_: ['203.0.113.7'] } } },
    answer,
    handle: ({ ctx, body }) => filterMySessions(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/me/sessions/{sessionId}/terminate',
    area,
    summary: 'Signs one of them out',
    demand: anyPerson,
    params: sessionParams,
    answer: { status: 204, description: 'It opens nothing any more' },
    handle: ({ ctx, params }) => terminateMySession(ctx, params),
  }),
]
