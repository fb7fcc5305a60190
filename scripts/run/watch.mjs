import { PROGRAMS, bundleOptions } from '../build/bundles.mjs'
import { complain, say } from '../output.mjs'
import { removeStamp } from '../build/stamp.mjs'

/**
 * Bundles the server and the worker again whenever one of their files changes, and starts them anew. Pages and
 * components do not come here: Next reloads those by itself.
 */
export async function watchPrograms({ product, worker, server, env }) {
  const { context } = await import('esbuild')
  const running = { worker, server }
  let isFirst = true
  let restarting = Promise.resolve()

  async function restart() {
    say('A program has changed; starting it again …')
    for (const name of ['server', 'worker']) await product.remove(running[name])
    running.worker = product.startWorker(env)
    running.server = product.startServer(env)
  }

  function onEnd(result) {
    if (result.errors.length > 0) return complain(result.errors.map(describeError).join('\n'))
    if (isFirst) return (isFirst = false)
    // The next ordinary start must not take what the watcher wrote for the result of its own build.
    removeStamp('bundles')
    restarting = restarting.then(restart).catch((error) => complain(error.stack))
  }

  const plugin = { name: 'restart', setup: (build) => build.onEnd(onEnd) }
  const watching = await context({ ...bundleOptions(PROGRAMS, 'dist'), plugins: [plugin] })
  await watching.watch()
  return {
    stop: async () => {
      await watching.dispose()
      await restarting
    },
  }
}

function describeError({ text, location }) {
  return location ? `${location.file}:${location.line}: ${text}` : text
}
