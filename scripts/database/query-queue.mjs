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
  const queue = { waiting: [], owner: null, isRunning: false, run, onBroken }
  return {
    enqueue: (handlerId, message, onData) => enqueue(queue, { handlerId, message, onData }),
    clearQueueForHandler: (handlerId) => forget(queue, handlerId),
    clearTransactionIfNeeded: (handlerId) => giveBack(queue, handlerId),
    getQueueLength: () => queue.waiting.length,
  }
}

function enqueue(queue, entry) {
  if (entry.message[0] === TERMINATE) return Promise.resolve(0)
  return new Promise((resolve, reject) => {
    queue.waiting.push({ ...entry, resolve, reject })
    void work(queue)
  })
}

async function work(queue) {
  if (queue.isRunning) return
  queue.isRunning = true
  for (let next = takeNext(queue); next; next = takeNext(queue)) {
    queue.owner = next.handlerId
    try {
      next.resolve(await send(queue, next))
    } catch (error) {
      next.reject(error)
      queue.onBroken(error)
    }
  }
  queue.isRunning = false
}

function takeNext({ waiting, owner }) {
  const index = owner === null ? 0 : waiting.findIndex((entry) => entry.handlerId === owner)
  return index === -1 ? undefined : waiting.splice(index, 1)[0]
}

async function send(queue, { message, onData }) {
  let size = 0
  let tail = new Uint8Array(0)
  await queue.run(message, (data) => {
    size += data.length
    tail = lastSix(tail, data)
    onData(data)
  })
  // ReadyForQuery is always the last message of an answer: 'Z', its length (5), the state of the transaction.
  if (tail.length === 6 && tail[0] === READY_FOR_QUERY && tail[4] === 5 && tail[5] === IDLE)
    queue.owner = null
  return size
}

function forget(queue, handlerId) {
  const isLeaving = (entry) => entry.handlerId === handlerId
  const leaving = queue.waiting.filter(isLeaving)
  queue.waiting = queue.waiting.filter((entry) => !isLeaving(entry))
  for (const entry of leaving) entry.reject(new Error('The connection was closed'))
}

// The owner has gone away in the middle of a statement or a transaction. Sync ends the one, rollback the other.
async function giveBack(queue, handlerId) {
  for (const message of [SYNC, simpleQuery('rollback')]) {
    if (queue.owner === handlerId) await enqueue(queue, { handlerId, message, onData: () => {} })
  }
  if (queue.owner === handlerId) queue.owner = null
  void work(queue)
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
