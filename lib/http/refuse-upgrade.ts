import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const body = JSON.stringify({ detail: 'There is nothing at this address.', code: 'not_found' })

/**
 * Ends a request for a websocket at once with 404. Clients of the wire format ask for several (`/events/in`, `/logs/out`) and do without when
 * they are refused; one that is never answered, or accepted and then closed, they wait for (runs-wire-format section 2.4).
 */
export function refuseUpgrade(_request: IncomingMessage, socket: Duplex): void {
  // Whoever has gone already cannot be told.
  socket.on('error', () => socket.destroy())
  const head = [
    'HTTP/1.1 404 Not Found',
    'connection: close',
    'cache-control: no-store',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
