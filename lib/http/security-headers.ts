import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { paths } from '@/lib/paths'

/** Carries the page's nonce to the layout, for the one script that runs before the first paint. */
export const nonceHeader = 'x-nonce'

/**
 * Sets the headers every answer has, and a Content-Security-Policy with a fresh nonce, which Next reads from the request and puts
 * on its own scripts. Nothing is loaded from another host, and no other site may frame us.
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  options: { isDevelopment: boolean; isHttps: boolean },
): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, { ...options, mayCallPrograms: isHandOver(request.url) })
  request.headers[nonceHeader] = nonce
  request.headers['content-security-policy'] = policy
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
  if (options.isHttps) response.setHeader('strict-transport-security', 'max-age=31536000')
}

// The page that gives a key to a command line on the same computer, at a port of its choice.
function isHandOver(url: string | undefined): boolean {
  return url?.split('?')[0] === paths.commandLine()
}

function contentSecurityPolicy(
  nonce: string,
  {
    isDevelopment,
    isHttps,
    mayCallPrograms,
  }: { isDevelopment: boolean; isHttps: boolean; mayCallPrograms: boolean },
): string {
  // React's development build evaluates strings and hot reload speaks over a socket.
  const development = isDevelopment
    ? { script: " 'unsafe-eval'", connect: ' ws: wss:' }
    : { script: '', connect: '' }
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development.script}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${mayCallPrograms ? ' http://localhost:* http://127.0.0.1:*' : ''}${development.connect}`,
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(isHttps ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
