import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

/** What the pages load, by names that hold their content: compressed when it was built, kept by browsers for ever. */
export function createStaticAssets(): Hono {
  const assets = new Hono()
  const folder = serveStatic({
    root: '.next',
    precompressed: true,
    rewriteRequestPath: (path) => path.slice('/_next'.length),
    onFound: (_, context) => context.header('cache-control', 'public, max-age=31536000, immutable'),
  })
  assets.use('/_next/static/*', folder)
  return assets
}
