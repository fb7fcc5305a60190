import { randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

export type MailServer = { url: string; folder: string; stop: () => Promise<void> }

/**
 * A real SMTP server on this machine. Every message becomes a file in the folder: its recipients in the first line, as JSON,
 * then the message as it came. The tests run in other processes and read them there.
 */
export async function startMailServer(folder: string, port = 0): Promise<MailServer> {
  await mkdir(folder, { recursive: true })
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, callback) => {
      void keep(folder, stream, session).then(() => callback(), callback)
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    folder,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function keep(folder: string, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const recipients = session.envelope.rcptTo.map((recipient) => recipient.address)
  const message = await buffer(stream)
  const file = join(folder, `${Date.now()}-${randomUUID()}`)
  // A reader sees it whole or not at all.
  await writeFile(`${file}.part`, Buffer.concat([Buffer.from(`${JSON.stringify(recipients)}\n`), message]))
  await rename(`${file}.part`, `${file}.eml`)
}
