import { describe, expect, test } from 'vitest'
import { createQueryQueue } from './query-queue.mjs'

const message = (type, text = '') =>
  Uint8Array.from(Buffer.concat([Buffer.from([type.charCodeAt(0), 0, 0, 0, 4]), Buffer.from(text)]))
const ready = (state) => Uint8Array.from([...Buffer.from('Z'), 0, 0, 0, 5, ...Buffer.from(state)])

/** A queue on a database that notes what it is sent; `answers` says what comes back for a message. */
function createQueue(answers = () => []) {
  const sent = []
  const broken = []
  const queue = createQueryQueue({
    run: async (data, onData) => {
      const text = Buffer.from(data).toString('latin1')
      sent.push(text[0] + text.slice(5).replace(/\0$/, ''))
      for (const part of answers(text)) onData(part)
    },
    onBroken: (error) => broken.push(error.message),
  })
  const send = (client, type, text) => queue.enqueue(client, message(type, text), () => {})
  return { queue, sent, broken, send }
}

// Sync and a plain query end with "ready"; everything between begin and commit leaves the transaction open.
function answerAsServer() {
  let isOpen = false
  return (text) => {
    if (text.includes('begin')) isOpen = true
    if (/commit|rollback/.test(text)) isOpen = false
    return 'SQ'.includes(text[0]) ? [ready(isOpen ? 'T' : 'I')] : []
  }
}

describe('the queue before the embedded database', () => {
  test('no other connection comes between the messages of a statement', async () => {
    const { sent, send } = createQueue(answerAsServer())
    await send(1, 'P', 'one')
    const two = send(2, 'P', 'two')
    await send(1, 'B', 'one')
    await send(1, 'S')
    await two
    expect(sent).toEqual(['Pone', 'Bone', 'S', 'Ptwo'])
  })

  test('no other connection comes into an open transaction', async () => {
    const { sent, send } = createQueue(answerAsServer())
    await send(1, 'Q', 'begin')
    const two = send(2, 'Q', 'two')
    await send(1, 'Q', 'one')
    await send(1, 'Q', 'commit')
    await two
    expect(sent).toEqual(['Qbegin', 'Qone', 'Qcommit', 'Qtwo'])
  })

  test('connections are served in the order in which they came', async () => {
    const { sent, send } = createQueue(answerAsServer())
    await Promise.all([send(1, 'Q', 'a'), send(2, 'Q', 'b'), send(3, 'Q', 'c'), send(1, 'Q', 'd')])
    expect(sent).toEqual(['Qa', 'Qb', 'Qc', 'Qd'])
  })

  test('an answer that comes in pieces is still read to its end', async () => {
    const whole = [...Buffer.from('D....'), ...ready('I')]
    const pieces = whole.map((byte) => Uint8Array.from([byte]))
    const { sent, send } = createQueue((text) => (text[0] === 'S' ? pieces : []))
    await send(1, 'P', 'one')
    await send(1, 'S')
    await send(2, 'P', 'two')
    expect(sent).toEqual(['Pone', 'S', 'Ptwo'])
  })

  test('a connection that goes away in a transaction has it rolled back before the next is served', async () => {
    const { queue, sent, send } = createQueue(answerAsServer())
    await send(1, 'Q', 'begin')
    const two = send(2, 'Q', 'two')
    queue.clearQueueForHandler(1)
    await queue.clearTransactionIfNeeded(1)
    await two
    expect(sent).toEqual(['Qbegin', 'S', 'Qrollback', 'Qtwo'])
  })

  test('a connection that goes away between two statements changes nothing', async () => {
    const { queue, sent, send } = createQueue(answerAsServer())
    await send(1, 'Q', 'one')
    await queue.clearTransactionIfNeeded(1)
    expect(sent).toEqual(['Qone'])
  })

  test('what a lost connection still had waiting is refused and not run', async () => {
    const { queue, sent, send } = createQueue(answerAsServer())
    await send(1, 'Q', 'begin')
    const waiting = send(2, 'Q', 'never')
    queue.clearQueueForHandler(2)
    await expect(waiting).rejects.toThrow('The connection was closed')
    await send(1, 'Q', 'commit')
    expect(sent).toEqual(['Qbegin', 'Qcommit'])
    expect(queue.getQueueLength()).toBe(0)
  })

  test('the end of a connection is not passed on: the session belongs to all of them', async () => {
    const { sent, send } = createQueue(answerAsServer())
    await send(1, 'X')
    expect(sent).toEqual([])
  })

  test('a database that fails is reported and the queue does not hang', async () => {
    const { broken, send } = createQueue((text) => {
      if (text.includes('crash')) throw new Error('out of memory')
      return answerAsServer()(text)
    })
    await expect(send(1, 'Q', 'crash')).rejects.toThrow('out of memory')
    expect(broken).toEqual(['out of memory'])
    await send(1, 'Q', 'next')
  })
})
