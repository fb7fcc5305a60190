import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A message as the mail server got it. `recipients` and `sender` are the envelope's, `mail` the parsed message. */
export type ReceivedMail = {
  sender: string
  recipients: string[]
  mail: Email
  raw: string
  usesSmtpUtf8: boolean
}

/**
 * What the server does wrong: answers with a code at a stage, answers late, never answers, or takes the message and hangs up
 * instead of saying so (the message counts as received).
 */
export type SmtpFault =
  | { stage: 'MAIL' | 'RCPT' | 'DATA'; code: number; text: string }
  | { stage: 'RCPT'; delayMs: number }
  | { stage: 'RCPT' | 'DATA'; hang: true }
  | { stage: 'DATA'; dropAfter: true }

type WaitOptions = { matching?: (mail: Email) => boolean; timeoutMs?: number }
type Callback = (error?: Error | null) => void

export type SmtpServer = {
  url: string
  /** Everything received so far, oldest first. */
  received: ReceivedMail[]
  /** Makes the next `times` transactions fail so; several calls queue up. */
  failNext: (fault: SmtpFault, times?: number) => void
  /** The first message to the address (envelope, any case) that matches, now or within the time; throws otherwise. */
  waitForMail: (to: string, options?: WaitOptions) => Promise<ReceivedMail>
  /** Resolves when that many faults have happened since the start. */
  waitForFault: (count?: number, timeoutMs?: number) => Promise<void>
  stop: () => Promise<void>
}

/** Starts a real SMTP server on the loopback interface that keeps what it gets. Port 0 takes a free one. */
export async function startSmtpServer(options: { port?: number } = {}): Promise<SmtpServer> {
  const received: ReceivedMail[] = []
  const changes = createChanges()
  const faults = createFaults(changes.notify)
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    logger: false,
    onMailFrom: (_address, _session, callback) => answer(faults.take('MAIL'), callback),
    onRcptTo: (_address, _session, callback) => answer(faults.take('RCPT'), callback),
    onData: (stream, session, callback) => void keep(stream, session, callback),
  })
  server.on('error', () => {})

  async function keep(stream: AsyncIterable<Buffer>, session: SMTPServerSession, callback: Callback) {
    const raw = await readAll(stream)
    const fault = faults.take('DATA')
    if (fault && !('dropAfter' in fault)) {
      answer(fault, callback)
      return
    }
    received.push({ ...envelopeOf(session), mail: await PostalMime.parse(raw), raw: raw.toString() })
    changes.notify()
    if (fault) hangUp(server, session)
    else callback()
  }

  const port = await listen(server, options.port ?? 0)
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    failNext: faults.add,
    waitForMail: (to, { matching = () => true, timeoutMs = 10_000 } = {}) => {
      const isIt = ({ recipients, mail }: ReceivedMail) =>
        recipients.some((one) => isSame(one, to)) && matching(mail)
      return changes.waitFor(`a mail to ${to}`, () => received.find(isIt), timeoutMs)
    },
    waitForFault: async (count = 1, timeoutMs = 10_000) => {
      await changes.waitFor(
        `fault ${count}`,
        () => (faults.happened() >= count ? true : undefined),
        timeoutMs,
      )
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function createFaults(notify: () => void) {
  const planned: SmtpFault[] = []
  let happened = 0
  return {
    add: (fault: SmtpFault, times = 1) => planned.push(...Array<SmtpFault>(times).fill(fault)),
    happened: () => happened,
    take(stage: SmtpFault['stage']): SmtpFault | undefined {
      if (planned[0]?.stage !== stage) return undefined
      happened += 1
      queueMicrotask(notify)
      return planned.shift()
    },
  }
}

function createChanges() {
  const checks = new Set<() => void>()
  return {
    notify: () => {
      for (const check of checks) check()
    },
    waitFor<Found>(what: string, find: () => Found | undefined, timeoutMs: number): Promise<Found> {
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer)
          checks.delete(check)
          settle()
        }
        const check = () => {
          const found = find()
          if (found !== undefined) finish(() => resolve(found))
        }
        const tooLate = () => finish(() => reject(new Error(`${what} did not come within ${timeoutMs} ms`)))
        const timer = setTimeout(tooLate, timeoutMs)
        checks.add(check)
        check()
      })
    },
  }
}

function answer(fault: SmtpFault | undefined, callback: Callback): void {
  if (!fault) callback()
  else if ('code' in fault) callback(Object.assign(new Error(fault.text), { responseCode: fault.code }))
  else if ('delayMs' in fault) setTimeout(callback, fault.delayMs)
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function hangUp(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.session.id === session.id) connection._socket.destroy()
  }
}

async function listen(server: SMTPServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
  const address = server.server.address()
  return typeof address === 'object' && address ? address.port : port
}

function envelopeOf(
  session: SMTPServerSession,
): Pick<ReceivedMail, 'sender' | 'recipients' | 'usesSmtpUtf8'> {
  const { mailFrom, rcptTo } = session.envelope
  return {
    sender: mailFrom ? mailFrom.address : '',
    recipients: rcptTo.map(({ address }) => address),
    usesSmtpUtf8: mailFrom ? 'SMTPUTF8' in (mailFrom.args || {}) : false,
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
