const SAME_REQUEST_MS = 1000

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
  const { signal } = controller
  const requested = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
  return { signal, requested }
}
