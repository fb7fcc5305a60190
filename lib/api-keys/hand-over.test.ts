import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { handOverKey, readCallback, refuseKey } from './hand-over'

test.each([
  ['http://localhost:43210', 'http://localhost:43210'],
  ['http://localhost:43210/', 'http://localhost:43210'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
])('%s is a program on this computer', (text, origin) => {
  expect(readCallback(text)).toEqual({ origin })
})

test.each([
  [null],
  [''],
  ['localhost:43210'],
  ['https://localhost:43210'],
  ['http://localhost'],
  ['http://localhost:80'],
  ['http://localhost.example.com:43210'],
  ['http://localhost:43210@example.com'],
  ['http://example.com:43210#localhost'],
  ['http://user:secret@localhost:43210'],
  ['http://localhost:43210/path'],
  ['http://localhost:43210/?x=1'],
  ['http://localhost:43210/#x'],
  ['http://0.0.0.0:43210'],
  ['http://192.168.1.7:43210'],
  ['http://[::1]:43210'],
  ['javascript:alert(1)'],
  ['file:///etc/passwd'],
])('%s is not', (text) => {
  expect(readCallback(text)).toBeNull()
})

test('a program gets its key or the refusal as JSON, and one that has ended took nothing', async () => {
  const received: { path: string; body: unknown }[] = []
  const program = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(parts).toString()) })
      response.end('null')
    })
  }).listen(0, '127.0.0.1')
  await once(program, 'listening')
  // A server that listens on a port has such an address.
  const { port } = program.address() as AddressInfo
  const callback = { origin: `http://127.0.0.1:${port}` }
  expect(await handOverKey(callback, 'rst_u_x')).toBe(true)
  expect(await refuseKey(callback)).toBe(true)
  expect(received).toEqual([
    { path: '/success', body: { api_key: 'rst_u_x' } },
    { path: '/failure', body: { reason: 'It was refused in the browser.' } },
  ])
  program.close()
  program.closeAllConnections()
  expect(await handOverKey(callback, 'rst_u_x')).toBe(false)
})
