import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

// A program of its own, so that it can be killed at any moment. It notes what it received before it answers.
const program = `
  const { appendFileSync } = require('node:fs')
  const [file, port] = process.argv.slice(1)
  let isHolding = false
  const held = []
  process.on('message', (message) => {
    isHolding = message === 'hold'
    if (!isHolding) held.splice(0).forEach((answer) => answer())
    process.send(message)
  })
  require('node:http').createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      appendFileSync(file, JSON.stringify({ id: request.headers['webhook-id'], ...JSON.parse(body) }) + '\\n')
      const answer = () => response.writeHead(200).end('taken')
      if (isHolding) held.push(answer)
      else answer()
    })
  }).listen(Number(port), '127.0.0.1', function () { process.send(this.address().port) })`

const receivedEvent = z.object({
  id: z.string(),
  type: z.string(),
  data: z.looseObject({ sequence: z.number().default(0), account_id: z.string() }),
})
export type ReceivedEvent = z.infer<typeof receivedEvent>

export type WebhookReceiver = {
  url: string
  /** All that was received so far, in order. */
  received: () => Promise<ReceivedEvent[]>
  /** Has it answer nothing until it is released. */
  hold: () => Promise<void>
  release: () => Promise<void>
  /** Kills it and starts it again at the same address. */
  killAndRestart: () => Promise<void>
  stop: () => Promise<void>
}

/** A receiver of webhooks on this machine. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-receiver-'))
  const file = join(folder, 'received.ndjson')
  let { child, port } = await start(file, 0)
  return {
    url: `http://127.0.0.1:${port}/events`,
    received: async () => {
      const text = await readFile(file, 'utf8').catch(() => '')
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => receivedEvent.parse(JSON.parse(line)))
    },
    hold: async () => tell(child, 'hold'),
    release: async () => tell(child, 'release'),
    killAndRestart: async () => {
      await kill(child)
      ;({ child, port } = await start(file, port))
    },
    stop: async () => {
      await kill(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function start(file: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['-e', program, file, String(port)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [listening] = z
    .tuple([z.number()])
    .rest(z.unknown())
    .parse(await once(child, 'message'))
  return { child, port: listening }
}

async function tell(child: ChildProcess, message: string): Promise<void> {
  const heard = once(child, 'message')
  child.send(message)
  await heard
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
