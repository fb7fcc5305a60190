import type { IncomingMessage } from 'node:http'

/**
 * Whether the body of a server action sent as text is a JSON list, as React writes it; Next answers anything else with a bare 500.
 * The body stays in the request for Next to read. Its size has been checked to be told and bearable.
 */
export async function isReadableActionBody(request: IncomingMessage): Promise<boolean> {
  const isAction = request.method === 'POST' && request.headers['next-action'] !== undefined
  const contentType = request.headers['content-type'] ?? ''
  if (!isAction || contentType.startsWith('multipart/form-data')) return true
  if (!contentType.startsWith('text/plain')) return false
  const body = await peek(request, Number(request.headers['content-length'] ?? 0))
  return body === null || isJsonList(body.toString())
}

/** Reads the whole body and puts it back; null when the client left before it was complete. */
function peek(request: IncomingMessage, length: number): Promise<Buffer | null> {
  if (length === 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((resolve) => {
    const finish = (body: Buffer | null) => {
      request.off('readable', readWhenComplete).off('close', leave)
      if (body) request.unshift(body)
      resolve(body)
    }
    const leave = () => finish(null)
    const readWhenComplete = () => {
      // Null until all of it is here; asking for it lets the request hold that much.
      const body: unknown = request.read(length)
      if (Buffer.isBuffer(body)) finish(body)
    }
    request.on('readable', readWhenComplete).on('close', leave)
  })
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}
