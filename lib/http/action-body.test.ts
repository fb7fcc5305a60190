import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isReadableActionBody } from './action-body'

const action = { 'next-action': 'x', 'content-type': 'text/plain;charset=UTF-8' }

describe('the body of a server action', () => {
  let url = ''
  const server = createServer((request: IncomingMessage, response) => {
    void isReadableActionBody(request).then(async (isReadable) =>
      response.end(JSON.stringify([isReadable, await text(request)])),
    )
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // a TCP server has such an address
    url = `http://127.0.0.1:${port}`
  })
  afterAll(() => server.close())

  const send = async (body: string, headers: Record<string, string>) =>
    (await fetch(url, { method: 'POST', headers, body })).json()

  test.each([
    ['[{"token":"x"}]', action, true],
    ['[]', action, true],
    ['garbage', action, false],
    ['{"a":1}', action, false],
    ['', action, false],
    ['garbage', { 'content-type': 'text/plain' }, true],
    ['[]', { ...action, 'content-type': 'application/json' }, false],
    ['garbage', { ...action, 'content-type': 'multipart/form-data; boundary=x' }, true],
  ])('%j is told apart, and is still there to be read', async (body, headers, isReadable) => {
    expect(await send(body, headers)).toEqual([isReadable, body])
  })

  test('a body larger than one chunk is read whole', async () => {
    const body = JSON.stringify(['x'.repeat(900_000)])
    expect(await send(body, action)).toEqual([true, body])
  })
})
