// The embedded database has one session for all connections. pglite-socket's own queue hands it one protocol message
// at a time and so lets another connection in between the Parse and the Bind of a statement whenever the two arrive in
// separate packets: one client was then given the other's rows. Here a connection keeps the session from its first
// message until the server says it is ready for the next query outside a transaction.

const READY_FOR_QUERY = 'Z'.charCodeAt(0)
const IDLE = 'I'.charCodeAt(0)
const TERMINATE = 'X'.charCodeAt(0)
const SYNC = Uint8Array.from(['S'.charCodeAt(0), 0, 0, 0, 4])

/**
 * A queue with the methods pglite-socket's handlers call. `run(message, onData)` sends one protocol message to the
 * database; `onBroken(error)` is called when that fails, after which the database cannot be trusted any more.
 */
export function createQueryQueue({ run, onBroken }) {
  const waiting = []
  let owner = null
  let isRunning = false

  function enqueue(handlerId, message, onData) {
    if (message[0] === TERMINATE) return Promise.resolve(0)
    return new Promise((resolve, reject) => {
      waiting.push({ handlerId, message, onData, resolve, reject })
      void work()
    })
  }

  async function work() {
    if (isRunning) return
    isRunning = true
    for (let next = takeNext(); next; next = takeNext()) {
      owner = next.handlerId
      try {
        next.resolve(await send(next.message, next.onData))
      } catch (error) {
        next.reject(error)
        onBroken(error)
      }
    }
    isRunning = false
  }

  function takeNext() {
    const index = owner === null ? 0 : waiting.findIndex((entry) => entry.handlerId === owner)
    return index === -1 ? undefined : waiting.splice(index, 1)[0]
  }

  async function send(message, onData) {
    let size = 0
    let tail = new Uint8Array(0)
    await run(message, (data) => {
      size += data.length
      tail = lastSix(tail, data)
      onData(data)
    })
    // ReadyForQuery is always the last message of an answer: 'Z', its length (5), the state of the transaction.
    if (tail.length === 6 && tail[0] === READY_FOR_QUERY && tail[4] === 5 && tail[5] === IDLE) owner = null
    return size
  }

  function clearQueueForHandler(handlerId) {
    const isLeaving = (entry) => entry.handlerId === handlerId
    for (const entry of waiting.filter(isLeaving)) entry.reject(new Error('The connection was closed'))
    waiting.splice(0, waiting.length, ...waiting.filter((entry) => !isLeaving(entry)))
  }

  /** Gives the session back when its owner has gone away in the middle of a statement or a transaction. */
  async function clearTransactionIfNeeded(handlerId) {
    if (owner !== handlerId) return
    const ignore = () => {}
    await enqueue(handlerId, SYNC, ignore)
    if (owner === handlerId) await enqueue(handlerId, simpleQuery('rollback'), ignore)
    if (owner === handlerId) owner = null
    void work()
  }

  return { enqueue, clearQueueForHandler, clearTransactionIfNeeded, getQueueLength: () => waiting.length }
}

function lastSix(before, data) {
  if (data.length >= 6) return data.slice(-6)
  return Uint8Array.from([...before, ...data].slice(-6))
}

function simpleQuery(sql) {
  const text = Buffer.from(`${sql}\0`)
  const header = Buffer.alloc(5)
  header.write('Q')
  header.writeInt32BE(text.length + 4, 1)
  return Uint8Array.from(Buffer.concat([header, text]))
}
