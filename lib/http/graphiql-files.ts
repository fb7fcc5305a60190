import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { apiPaths } from '@/lib/paths'

/** What the page of GraphiQL loads, from our own host, made when the programs were bundled. */
export function createGraphiqlFiles(): Hono {
  const files = new Hono()
  const folder = serveStatic({
    root: 'dist/graphiql',
    // Cut by its length: what is searched for, such as the last “files”, may be followed by “../”, which was looked for before.
    rewriteRequestPath: (path) => path.slice(apiPaths.graphiqlFile('').length),
  })
  files.use(`${apiPaths.graphiqlFile('')}*`, folder)
  return files
}
