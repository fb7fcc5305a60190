import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { refuseUpgrade } from '@/lib/http/refuse-upgrade'
import { stampRequest } from '@/lib/http/request-head'
import { createRouter } from '@/lib/http/router'

/** The router behind a server of its own, as the product serves it; returns its address and how to stop it. */
export async function serveRouter(): Promise<{ url: string; stop: () => Promise<void> }> {
  const listener = getRequestListener(createRouter(() => Promise.resolve(null)).fetch)
  const server = createServer((request, response) => {
    stampRequest(request, 0)
    void listener(request, response)
  })
  server.on('upgrade', refuseUpgrade)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a file
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
