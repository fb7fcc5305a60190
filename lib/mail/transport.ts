import { createTransport, type Transporter } from 'nodemailer'

// Times in milliseconds. As nodemailer reads them from the URL, whoever sets SMTP_URL can say otherwise there.
const defaultOptions = {
  pool: 'true',
  maxConnections: '4',
  // By default the pool sends a message again, at once and for ever, when the server hangs up in the middle; the queue
  // does that with back-off.
  maxRequeues: '0',
  dnsTimeout: '10000',
  connectionTimeout: '10000',
  greetingTimeout: '10000',
  socketTimeout: '30000',
}

const transports = new Map<string, Transporter>()

/** The process's pool of connections to the mail server at `smtpUrl`, made when first asked for. */
export function mailTransport(smtpUrl: string): Transporter {
  const transport = transports.get(smtpUrl) ?? createMailTransport(smtpUrl)
  transports.set(smtpUrl, transport)
  return transport
}

/**
 * A new pool of connections to the mail server at `smtpUrl`. A hanging server is given up: after 10 seconds without a connection
 * or greeting, after 30 without a word.
 */
export function createMailTransport(smtpUrl: string): Transporter {
  // In the URL because createTransport ignores every other option when it is given one.
  const url = new URL(smtpUrl)
  for (const [name, value] of Object.entries(defaultOptions)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value)
  }
  return createTransport(url.href, { disableFileAccess: true, disableUrlAccess: true, xMailer: false })
}
