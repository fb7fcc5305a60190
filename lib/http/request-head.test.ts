import { createServer, request as startRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientAddressHeader, pathHeader, prefetchHeader, requestIdHeader } from '@/lib/authz/session'
import { refuseBody, stampRequest } from './request-head'

// A real server, because what a client can send is decided by the parser in front of us.
const server = createServer((incoming, response) => {
  const refusal = refuseBody(incoming)
  if (refusal) {
    const { status, ...error } = refusal
    response.writeHead(status, { connection: 'close' }).end(JSON.stringify(error))
    return
  }
  stampRequest(incoming, Number(incoming.headers['x-trust'] ?? 0))
  if (incoming.url?.startsWith('/router')) void router(incoming, response)
  else response.end(JSON.stringify(incoming.headers))
})

// The router's server has a copy of the headers of its own; asking for all of them makes it read the raw ones.
const router = getRequestListener((asked: Request) => Response.json(Object.fromEntries(asked.headers)))

let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address && typeof address === 'object') port = address.port
})
afterAll(() => {
  server.close()
})

test('a page that is only prefetched is marked, whatever the client says of our mark', async () => {
  for (const [headers, expected] of [
    [{}, 'false'],
    [{ 'next-router-prefetch': '1' }, 'true'],
    [{ [prefetchHeader]: 'true' }, 'false'],
  ] as const)
    expect((await ask('/page', headers))[prefetchHeader]).toBe(expected)
})

describe('the address of the client', () => {
  test.each([
    ['no proxy is trusted: what the client says counts for nothing', 0, '6.6.6.6', '127.0.0.1'],
    ['one proxy: the last address, which that proxy wrote', 1, '6.6.6.6, 9.9.9.9', '9.9.9.9'],
    ['one proxy and a client that made up several', 1, '1.1.1.1, 2.2.2.2, 3.3.3.3, 9.9.9.9', '9.9.9.9'],
    ['two proxies: the last but one', 2, '6.6.6.6, 9.9.9.9, 10.0.0.1', '9.9.9.9'],
    ['two proxies, and the header is shorter than that', 2, '9.9.9.9', '9.9.9.9'],
    ['one proxy that says nothing', 1, undefined, '127.0.0.1'],
  ])('%s', async (_, trusted, forwarded, expected) => {
    const headers = { 'x-trust': String(trusted), ...(forwarded ? { 'x-forwarded-for': forwarded } : {}) }
    expect((await ask('/', headers))[clientAddressHeader]).toBe(expected)
    expect((await ask('/router', headers))[clientAddressHeader]).toBe(expected)
  })

  test('and our own names for these things are not for clients, however they write them', async () => {
    for (const name of [clientAddressHeader, clientAddressHeader.toUpperCase(), 'X-Roster-Client-Address']) {
      const forged = { [name]: '6.6.6.6', [pathHeader.toUpperCase()]: '//evil.example' }
      for (const path of ['/page?x=1', '/router?x=1']) {
        const seen = await ask(path, forged)
        expect(seen[clientAddressHeader]).toBe('127.0.0.1')
        expect(seen[pathHeader]).toBe(path)
      }
    }
  })
})

describe('the request id', () => {
  test('of a proxy is kept when it is well formed', async () => {
    const id = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'
    expect((await ask('/', { [requestIdHeader]: id }))[requestIdHeader]).toBe(id)
    expect((await ask('/router', { [requestIdHeader]: id }))[requestIdHeader]).toBe(id)
  })

  test.each(['short', 'x'.repeat(65), 'with spaces in it', '"},{"level":60', 'a'.repeat(20) + '\u00e9'])(
    'of %j is replaced by one of ours',
    async (id) => {
      for (const path of ['/', '/router']) {
        expect((await ask(path, { [requestIdHeader]: id }))[requestIdHeader]).toMatch(/^[0-9a-f-]{36}$/)
      }
    },
  )

  test('differs for every request that brings none', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await ask('/', {}))[requestIdHeader]))
    expect(new Set(ids).size).toBe(3)
  })
})

describe('a body', () => {
  test.each([
    ['of exactly 1 MB is let through', 'content-length: 1048576', 200],
    ['of a byte more is refused before it is read', 'content-length: 1048577', 413],
    ['of any size that would not fit into memory is refused', 'content-length: 99999999999999', 413],
    ['whose size is not told is refused', 'transfer-encoding: chunked', 411],
    ['that is not there is let through', 'x-nothing: 1', 200],
    // Two answers to how long a body is are an attack on whoever stands in between; the parser refuses them.
    ['of two sizes is refused', 'content-length: 5\r\ntransfer-encoding: chunked', 400],
    ['of a size that is no number is refused', 'content-length: many', 400],
  ])('%s', async (_, header, status) => {
    expect(
      await statusOfRaw(`POST / HTTP/1.1\r\nhost: roster\r\nconnection: close\r\n${header}\r\n\r\n`),
    ).toBe(status)
  })

  test.each([
    ['/api/accounts/1/workspaces/2/logs/', 5_242_880, 200],
    ['/api/accounts/1/workspaces/2/logs', 5_242_881, 413],
    ['/api/accounts/1/workspaces/2', 1_048_577, 413],
    ['/api/accounts/1/workspaces', 1_048_577, 413],
    ['/organizations/api/accounts/1/workspaces/2/logs', 1_048_577, 413],
  ])('of what runs report may be larger: %s of %i bytes is answered %i', async (path, length, status) => {
    const head = `POST ${path} HTTP/1.1\r\nhost: roster\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`
    expect(await statusOfRaw(head)).toBe(status)
  })

  test('that is refused says why', async () => {
    for (const [path, megabytes] of [
      ['/', 1],
      ['/api/accounts/1/workspaces/2/logs/', 5],
    ] as const) {
      const { answer } = await send(path, { 'content-length': '6000000' }, 'POST')
      expect(JSON.parse(answer)).toEqual({
        code: 'invalid_input',
        message: `The body is larger than ${megabytes} MB.`,
      })
    }
  })
})

async function ask(path: string, headers: Record<string, string>): Promise<Record<string, string>> {
  return JSON.parse((await send(path, headers)).answer)
}

async function send(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ answer: string }> {
  return new Promise((resolve, reject) => {
    const sent = startRequest({ port, host: '127.0.0.1', path, headers, method }, (response) => {
      void text(response).then((answer) => resolve({ answer }), reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function statusOfRaw(head: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(head))
    socket.once('data', (data) => {
      resolve(Number(data.toString().split(' ')[1]))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}
