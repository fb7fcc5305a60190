import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { outboundFetch } from './fetch'
import { findUrlProblem, outboundRequest, problemOf, type OutboundPolicy } from './request'

const policy: OutboundPolicy = {
  isPrivateAllowed: true,
  setting: 'SSO_ALLOW_PRIVATE',
  patienceSeconds: 1,
  answerBytes: 1_000,
  beyond: 'refuse',
}

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}/`
}

async function problemWith(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'none',
    (error: unknown) => problemOf(error, policy),
  )
}

const get = (url: string) => ({ url, method: 'GET' as const })

describe('a request to an address that somebody entered', () => {
  test('does not follow a redirect, wherever it leads', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect((await outboundRequest(get(url), policy)).status).toBe(302)
    expect(asked).toBe(1)
  })

  test('ends when the answer is too long, or beyond what is wanted of it', async () => {
    const url = await serve((_, response) => {
      response.write('x'.repeat(1_001))
    })
    expect(await problemWith(outboundRequest(get(url), policy))).toBe('The answer was too long.')
    const cut = await outboundRequest(get(url), { ...policy, beyond: 'cut' })
    expect(cut.body).toHaveLength(1_000)
  })

  test('takes an answer that is exactly as long as it may be', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(1_000)))
    expect((await outboundRequest(get(url), policy)).body).toHaveLength(1_000)
  })

  test.each([
    ['before', () => {}],
    ['in the middle of', (response: ServerResponse) => response.write('x')],
  ])('ends in time when nothing comes %s an answer', async (_, begin) => {
    const url = await serve((__, response) => void begin(response))
    expect(await problemWith(outboundRequest(get(url), policy))).toContain('no answer within')
  })

  test('is refused for an address that is not public, by name and by number, without a connection', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.end()
    })
    const strict = { ...policy, isPrivateAllowed: false }
    for (const refused of [url, url.replace('127.0.0.1', 'localhost'), url.replace('http:', 'https:')])
      expect(await problemWith(outboundRequest(get(refused), strict))).toContain('SSO_ALLOW_PRIVATE')
    const named = url.replace('http://127.0.0.1', 'https://localhost')
    expect(await problemWith(outboundRequest(get(named), strict))).toContain('public internet')
    expect(await findUrlProblem(named, strict)).toContain('public internet')
    expect(asked).toBe(0)
  })
})

test('requests of one exchange end together, however many there are', async () => {
  const url = await serve((_, response) => setTimeout(() => response.end('{}'), 400))
  const fetching = outboundFetch(policy)
  const answers = [
    await fetching(url, {}),
    await fetching(url, { method: 'POST', body: new URLSearchParams('a=b') }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await problemWith(fetching(url, {}))).toContain('no answer within')
})
