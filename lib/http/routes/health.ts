import { z } from '@hono/zod-openapi'
import { defineRoute, type Route } from '../define-route'
import { anyone } from '../demand'

const area = 'Health'
const demand = anyone('a supervisor has no key, and learns nothing of anybody')

/** What a supervisor asks. */
export const healthRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/health',
    area,
    summary: 'Whether the process answers',
    demand,
    answer: { status: 200, schema: z.object({ status: z.literal('ok') }), description: 'It does' },
    handle: () => Promise.resolve({ status: 'ok' as const }),
  }),
  defineRoute({
    method: 'get',
    path: '/ready',
    area,
    summary: 'Whether it can serve: the database answers, and it is not stopping',
    demand,
    answer: { status: 200, schema: z.object({ status: z.literal('ready') }), description: 'It can' },
    errors: { 503: 'It cannot; `detail` says why.' },
    handle: async ({ context }) => {
      const problem = await context.get('readiness')()
      return problem
        ? context.json({ status: 'not_ready', detail: problem }, 503)
        : { status: 'ready' as const }
    },
  }),
]
