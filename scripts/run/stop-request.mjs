const SAME_REQUEST_MS = 1000

const PARENT_MS = 250

// npm hands a SIGTERM only to the shell it runs us in, which ends without handing it on: then we have another parent.
function watchParent(onGone) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, PARENT_MS)
  timer.unref()
}

/**
 * Listens for Ctrl-C and SIGTERM. `signal` is aborted by the first; `onForce` is called by a later one. npm passes on
 * the Ctrl-C that the terminal has already sent to every process, so two that come together are one.
 */
export function listenForStop(onForce) {
  const controller = new AbortController()
  let first = 0
  const handle = () => {
    if (first === 0) {
      first = Date.now()
      controller.abort()
    } else if (Date.now() - first > SAME_REQUEST_MS) {
      onForce()
    }
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, handle)
  if (process.env.npm_lifecycle_event) watchParent(() => controller.abort())
  const { signal } = controller
  const requested = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
  return { signal, requested }
}
