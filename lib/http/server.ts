import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import next from 'next'
import { closeDatabase, pingDatabase } from '@/lib/db/connection'
import { env } from '@/lib/env'
import { logger } from '@/lib/log'
import { scimPath } from '@/lib/paths'
import { isReadableActionBody } from './action-body'
import { isFromOurPages } from './request-origin'
import { refuseUpgrade } from './refuse-upgrade'
import { refuseBody, stampRequest, type BodyRefusal } from './request-head'
import { createRouter } from './router'
import { setSecurityHeaders } from './security-headers'

const stopWithinMilliseconds = 10_000
const routerAddresses = new RegExp(`^(?:/api(?!/auth/)|${scimPath})(?:[/?]|$)`)

let isStopping = false

await serve()

/** One process, two servers: the router answers `/api` and `/scim/v2`, Next the pages and next-auth's own routes. */
async function serve(): Promise<void> {
  const { HOST, PORT, NODE_ENV } = env()
  const pages = next({ dev: NODE_ENV === 'development', hostname: HOST, port: PORT })
  await pages.prepare()
  const router = createRouter(findReadinessProblem)
  const listener = createListener(getRequestListener(router.fetch), pages.getRequestHandler())
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, listener)
  const isDevelopment = NODE_ENV === 'development'
  const upgradePage = pages.getUpgradeHandler()
  // Next listens for websockets too once a page was asked for, and leaves those it does not know open for ever.
  server.on('upgrade', (request, socket, head) => {
    if (!isDevelopment || isForRouter(request.url ?? '/', { isDevelopment })) refuseUpgrade(request, socket)
    else void upgradePage(request, socket, head)
  })
  server.listen(PORT, HOST, () => logger().info({ host: HOST, port: PORT }, 'the server listens'))
  process.once('SIGTERM', () => void stop(server))
  process.on('SIGINT', () => {
    // The terminal sends it to the launcher, which stops us in order.
  })
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function createListener(api: Handler, pages: Handler) {
  const { TRUSTED_PROXIES, NODE_ENV, BASE_URL } = env()
  const options = { isDevelopment: NODE_ENV === 'development', isHttps: BASE_URL.startsWith('https:') }
  const servePage = async (request: IncomingMessage, response: ServerResponse) => {
    if (await isReadableActionBody(request)) return pages(request, response)
    refuse(response, {
      status: 400,
      code: 'invalid_input',
      message: 'The body is not JSON. Nothing was changed.',
    })
  }
  return (request: IncomingMessage, response: ServerResponse) => {
    const requestId = stampRequest(request, TRUSTED_PROXIES)
    setSecurityHeaders(request, response, options)
    response.setHeader('x-request-id', requestId)
    if (isStopping) response.setHeader('connection', 'close')
    const refusal = isFromOurPages(request, BASE_URL) ? refuseBody(request) : foreignPage
    if (refusal) {
      refuse(response, refusal)
    } else if (isForRouter(request.url ?? '/', options)) {
      void settle(api(request, response), response, requestId)
    } else {
      void settle(servePage(request, response), response, requestId)
    }
  }
}

/** Sees an answer through: one that fails on the way is logged, and ended rather than left hanging. */
async function settle(answering: Promise<void>, response: ServerResponse, requestId: string): Promise<void> {
  try {
    await answering
  } catch (error) {
    logger().error({ error, requestId }, 'a request failed')
    if (!response.headersSent) response.writeHead(500)
    response.end()
  }
}

const foreignPage: BodyRefusal = {
  status: 403,
  code: 'forbidden',
  message: 'This was asked for by a page of another site. Nothing was changed.',
}

function refuse(response: ServerResponse, { status, code, message }: BodyRefusal): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify({ detail: message, code }))
}

// While developing, what pages load is made anew by Next; built, it lies there.
function isForRouter(url: string, { isDevelopment }: { isDevelopment: boolean }): boolean {
  return routerAddresses.test(url) || (!isDevelopment && url.startsWith('/_next/static/'))
}

async function findReadinessProblem(): Promise<string | null> {
  if (isStopping) return 'The server is stopping.'
  return (await pingDatabase()) ? null : 'The database does not answer.'
}

/** Takes no new connections, lets the requests in flight finish, then lets go of the database. */
async function stop(server: ReturnType<typeof createServer>): Promise<void> {
  isStopping = true
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), stopWithinMilliseconds)
  await closed
  clearTimeout(timer)
  await closeDatabase()
  logger().info('the server has stopped')
  process.exit(0)
}
