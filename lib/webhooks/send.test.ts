import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { createWebhookInput } from './schema'
import { findWebhookUrlProblem, lineOf, send, signatureOf } from './send'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const outgoing = {
  secret,
  id: 'the-id',
  body: '{"a":"Ä"}',
  at: new Date(1_790_000_000_900),
  isPrivateAllowed: true,
}

let server: Server | undefined
let socketServer: SocketServer | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  socketServer?.close()
})

type Received = { headers: IncomingHttpHeaders; body: string }

/** A receiver that answers in its own way; returns its address and what it received. */
async function receiver(
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      answer(response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `${originOf(server)}/events?a=b`, received }
}

/** One that answers with these bytes and keeps the connection. */
async function rawReceiver(answer: string): Promise<string> {
  socketServer = createSocketServer((connection) => {
    connection.on('error', () => {}).once('data', () => connection.write(answer))
  }).listen(0, '127.0.0.1')
  await once(socketServer, 'listening')
  return `${originOf(socketServer)}/`
}

function originOf(listening: SocketServer): string {
  const address = listening.address()
  if (typeof address !== 'object' || address === null) throw new Error('the receiver has no port')
  return `http://127.0.0.1:${address.port}`
}

describe('what is sent', () => {
  test('is signed as Standard Webhooks says, over the id, the time and the text', async () => {
    const { url, received } = await receiver((response) => response.writeHead(204).end())
    expect(await send({ ...outgoing, url })).toMatchObject({ status: 204, problem: null, answer: '' })
    const [{ headers, body } = { headers: {}, body: '' }] = received
    expect(body).toBe(outgoing.body)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'the-id',
      'webhook-timestamp': '1790000000',
    })
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const expected = createHmac('sha256', key).update(`the-id.1790000000.${outgoing.body}`).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    // The example of the specification.
    expect(
      signatureOf({
        secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        at: new Date(1_614_265_330_000),
        body: '{"test": 2432232314}',
      }),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test.each([
    [302, 'It was answered with 302: redirects are not followed.'],
    [410, 'It was answered with 410.'],
    [500, 'It was answered with 500.'],
  ])('and answered with %i was not taken', async (status, problem) => {
    const { url, received } = await receiver((response) =>
      response.writeHead(status, { location: '/elsewhere' }).end('No\n\u0000thanks'),
    )
    expect(await send({ ...outgoing, url })).toMatchObject({ status, problem })
    expect(received).toHaveLength(1)
  })

  test('leaves of an answer a line, and of one from a private address nothing but the status', async () => {
    const { url } = await receiver((response) => response.writeHead(400).end('No\n\u0000thanks'))
    expect(lineOf(Buffer.from('No\n\u0000thanks'))).toBe('No thanks')
    expect(await send({ ...outgoing, url })).toMatchObject({ status: 400, answer: '' })
  })

  test('is not waited for longer than the beginning of its answer', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200)
      response.write('x'.repeat(5_000))
    })
    expect(lineOf(Buffer.alloc(4_000, 'x'))).toHaveLength(1_000)
    expect(await send({ ...outgoing, url })).toMatchObject({ status: 200, problem: null })
  })

  test.each([
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['no protocol', 'hello\r\n\r\n'],
    ['headers without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`],
  ])('and answered with %s was not taken, and is not waited for', async (_, answer) => {
    const url = await rawReceiver(answer)
    expect(await send({ ...outgoing, url })).toMatchObject({ status: null, problem: expect.any(String) })
  })

  test('to where nobody listens, or the connection is lost, is told in a sentence', async () => {
    const { url } = await receiver((response) => response.destroy())
    expect(await send({ ...outgoing, url })).toMatchObject({
      status: null,
      problem: expect.stringContaining('lost'),
    })
    server?.close()
    expect(await send({ ...outgoing, url: 'http://127.0.0.1:1/' })).toMatchObject({
      problem: 'The connection was refused.',
    })
  })
})

describe('addresses that are not on the public internet', () => {
  test.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
  ])('are refused however they are written: %s', async (url) => {
    expect(await findWebhookUrlProblem(url, false)).toContain('public internet')
    expect(await findWebhookUrlProblem(url, true)).toBeNull()
  })

  test('are refused for the connection itself too, so that a name cannot stand for another one by then', async () => {
    const { url, received } = await receiver((response) => response.writeHead(200).end())
    const named = url.replace('127.0.0.1', 'localhost')
    for (const refused of [url, named])
      expect(await send({ ...outgoing, url: refused, isPrivateAllowed: false })).toMatchObject({
        status: null,
        problem: expect.stringContaining('public internet'),
      })
    expect(received).toEqual([])
    expect(await send({ ...outgoing, url: named })).toMatchObject({ status: 200 })
  })

  test('and texts without encryption are not sent to, unless the operator allows it', async () => {
    expect(await findWebhookUrlProblem('http://93.184.216.34/', false)).toContain('https://')
    expect(await findWebhookUrlProblem('http://93.184.216.34/', true)).toBeNull()
    expect(await findWebhookUrlProblem('https://93.184.216.34/', false)).toBeNull()
  })
})

test('an address is kept as it is gone to, without a name or password', () => {
  const input = { accountId: '00000000-0000-4000-8000-000000000009', name: 'R', actions: [] }
  const read = (url: string) => createWebhookInput.safeParse({ ...input, url }).data?.url
  expect(read('HTTPS://München.example/a b')).toBe('https://xn--mnchen-3ya.example/a%20b')
  expect(read('https://exa\nmple.com/')).toBe('https://example.com/')
  for (const url of [
    'https://me:secret@example.com/',
    'https:\\\\me@example.com',
    'ftp://example.com',
    'example.com',
  ])
    expect(read(url)).toBeUndefined()
})
