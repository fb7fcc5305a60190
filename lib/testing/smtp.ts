import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A message as the mail server got it. `recipients` and `sender` are the envelope's, `mail` the parsed message. */
export type ReceivedMail = { sender: string; recipients: string[]; mail: Email; raw: string; usesSmtpUtf8: boolean }

/**
 * What the server does wrong: answers with a code at a stage, never answers at a stage, or takes the message and hangs up
 * instead of saying so (the message counts as received).
 */
export type SmtpFault =
  | { stage: 'MAIL' | 'RCPT' | 'DATA'; code: number; text: string }
  | { stage: 'RCPT' | 'DATA'; hang: true }
  | { stage: 'DATA'; dropAfter: true }

export type SmtpServer = {
  url: string
  received: ReceivedMail[]
  /** How many faults have happened. */
  faultCount: () => number
  /** Makes the next `times` transactions fail so; several calls queue up. */
  failNext: (fault: SmtpFault, times?: number) => void
  /** The first message to the address (envelope, any case) that matches, now or within the time; throws otherwise. */
  waitForMail: (to: string, options?: { matching?: (mail: Email) => boolean; timeoutMs?: number }) => Promise<ReceivedMail>
  /** Resolves when that many faults have happened. */
  waitForFault: (count?: number, timeoutMs?: number) => Promise<void>
  stop: () => Promise<void>
}

/** Starts a real SMTP server on the loopback interface that keeps what it gets. `port` 0 takes a free one. */
export async function startSmtpServer(options: { port?: number; supportsSmtpUtf8?: boolean } = {}): Promise<SmtpServer> {
  const received: ReceivedMail[] = []
  const faults: SmtpFault[] = []
  const waiting = new Set<() => void>()
  let faultCount = 0

  function takeFault(stage: SmtpFault['stage']): SmtpFault | undefined {
    if (faults[0]?.stage !== stage) return undefined
    faultCount += 1
    const fault = faults.shift()
    queueMicrotask(notify)
    return fault
  }

  function notify(): void {
    for (const check of waiting) check()
  }

  function answer(stage: SmtpFault['stage'], callback: (error?: Error | null) => void): void {
    const fault = takeFault(stage)
    if (!fault) callback()
    else if ('code' in fault) callback(Object.assign(new Error(fault.text), { responseCode: fault.code }))
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    hideSMTPUTF8: options.supportsSmtpUtf8 === false,
    closeTimeout: 100,
    logger: false,
    onMailFrom: (_address, _session, callback) => answer('MAIL', callback),
    onRcptTo: (_address, _session, callback) => answer('RCPT', callback),
    onData(stream, session, callback) {
      void keep(stream, session, callback)
    },
  })
  server.on('error', () => {})

  async function keep(
    stream: AsyncIterable<Buffer>,
    session: SMTPServerSession,
    callback: (error?: Error | null) => void,
  ): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const fault = takeFault('DATA')
    if (fault && !('dropAfter' in fault)) {
      if ('code' in fault) callback(Object.assign(new Error(fault.text), { responseCode: fault.code }))
      return
    }
    received.push({ ...envelopeOf(session), mail: await PostalMime.parse(raw), raw: raw.toString() })
    notify()
    if (fault) hangUp(session)
    else callback()
  }

  function hangUp(session: SMTPServerSession): void {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy()
    }
  }

  function waitFor<Found>(what: string, find: () => Found | undefined, timeoutMs: number): Promise<Found> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error(`${what} did not come within ${timeoutMs} ms`))), timeoutMs)
      const check = () => {
        const found = find()
        if (found !== undefined) finish(() => resolve(found))
      }
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        waiting.delete(check)
        settle()
      }
      waiting.add(check)
      check()
    })
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : options.port

  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    faultCount: () => faultCount,
    failNext: (fault, times = 1) => {
      for (let count = 0; count < times; count += 1) faults.push(fault)
    },
    waitForMail: (to, { matching = () => true, timeoutMs = 10_000 } = {}) =>
      waitFor(
        `a mail to ${to}`,
        () => received.find(({ recipients, mail }) => recipients.some((recipient) => isSame(recipient, to)) && matching(mail)),
        timeoutMs,
      ),
    waitForFault: async (count = 1, timeoutMs = 10_000) => {
      await waitFor(`fault ${count}`, () => (faultCount >= count ? true : undefined), timeoutMs)
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function envelopeOf(session: SMTPServerSession): Pick<ReceivedMail, 'sender' | 'recipients' | 'usesSmtpUtf8'> {
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
