import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { isFromOurPages } from './request-origin'

function requestWith(headers: Record<string, string>, method = 'POST'): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { method, headers })
}

describe('a change is asked for by a page of ours', () => {
  const base = 'https://roster.example.com'

  test.each([
    [{ host: 'roster.example.com' }, true],
    [{ host: 'roster.example.com', origin: base }, true],
    [{ host: '10.0.0.7:3000', origin: base }, true],
    [{ host: 'localhost:3000', origin: 'http://localhost:3000' }, true],
    [{ host: 'roster.example.com', origin: 'https://evil.example' }, false],
    [{ host: 'roster.example.com', origin: 'null' }, false],
    [{ host: 'evil.example', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }, false],
    [{ host: 'roster.example.com', origin: 'https://roster.example.com:444' }, false],
  ])('%j: %s', (headers, isOurs) => {
    expect(isFromOurPages(requestWith(headers), base)).toBe(isOurs)
  })

  test('reading is nobody’s business', () => {
    expect(isFromOurPages(requestWith({ origin: 'https://evil.example' }, 'GET'), base)).toBe(true)
  })

  test('a proxy that changes the host does not make our page a stranger to Next', () => {
    const request = requestWith({ host: 'app:3000', origin: base, 'x-forwarded-host': 'app:3000' })
    expect(isFromOurPages(request, base)).toBe(true)
    expect(request.headers).toEqual({ host: 'roster.example.com', origin: base })
  })
})
