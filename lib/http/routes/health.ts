import { OpenAPIHono } from '@hono/zod-openapi'

/**
 * `GET /api/health`: the process answers (200, `{ status: "ok" }`). `GET /api/ready`: it can serve, that is, the database answers and
 * it is not stopping (200), or cannot and why (503). For a supervisor; neither needs a session.
 */
export function healthRoutes(readiness: () => Promise<string | null>): OpenAPIHono {
  const routes = new OpenAPIHono()
  routes.get('/health', (context) => context.json({ status: 'ok' }, 200))
  routes.get('/ready', async (context) => {
    const problem = await readiness()
    return problem
      ? context.json({ status: 'not_ready', detail: problem }, 503)
      : context.json({ status: 'ready' }, 200)
  })
  return routes
}
