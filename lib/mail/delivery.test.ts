import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSmtpServer, type SmtpServer } from '@/lib/testing/smtp'
import { deliver, isRecipient } from './delivery'
import { createMailTransport } from './transport'

const message = {
  mailId: '3f1d6b1e-6f0c-4c2a-9a53-7a0f4c1f2b11',
  from: 'Röster, “Inc” <roster@localhost>',
  recipient: 'ada@example.com',
  subject: 'Héllo 👋',
  html: '<p>Hëllo</p>',
  text: 'Hëllo\n',
  baseUrl: 'https://roster.example.com:8443/console',
}

let smtp: SmtpServer
let transport: ReturnType<typeof createMailTransport>
beforeAll(async () => {
  smtp = await startSmtpServer()
  transport = createMailTransport(smtp.url)
})
afterAll(async () => {
  transport.close()
  await smtp.stop()
})

describe('what the mail server gets', () => {
  test('both parts, a sender with any name, one recipient, and an id that stays the same on every try', async () => {
    expect(await deliver(transport, message)).toEqual({
      outcome: 'accepted',
      answer: '250 OK: message queued',
    })
    expect(await deliver(transport, message)).toMatchObject({ outcome: 'accepted' })
    const [first, second] = smtp.received
    expect(first?.mail).toMatchObject({
      from: { name: 'Röster, “Inc”', address: 'roster@localhost' },
      to: [{ address: 'ada@example.com' }],
      subject: 'Héllo 👋',
      messageId: '<3f1d6b1e-6f0c-4c2a-9a53-7a0f4c1f2b11@roster.example.com>',
    })
    expect(first?.mail.text).toContain('Hëllo')
    expect(first?.mail.html).toContain('<p>Hëllo</p>')
    expect(first?.raw).toContain('Auto-Submitted: auto-generated')
    expect(second?.mail.messageId).toBe(first?.mail.messageId)
  })

  test('an international domain in its ASCII form', async () => {
    await deliver(transport, { ...message, recipient: 'A.b+tag@MÜLLER.example' })
    expect(smtp.received.at(-1)?.raw).toContain('To: A.b+tag@xn--mller-kva.example\r\n')
    expect(smtp.received.at(-1)?.usesSmtpUtf8).toBe(false)
  })

  test('a local part beyond ASCII with SMTPUTF8', async () => {
    expect(await deliver(transport, { ...message, recipient: 'δοκιμή@example.com' })).toMatchObject({
      outcome: 'accepted',
    })
    expect(smtp.received.at(-1)).toMatchObject({ usesSmtpUtf8: true, recipients: ['δοκιμή@example.com'] })
  })
})

describe('what the mail server answers', () => {
  test.each([
    [{ stage: 'RCPT', code: 550, text: '5.1.1 no such user' }, 'refused', '550 5.1.1 no such user'],
    [{ stage: 'DATA', code: 554, text: '5.7.1 looks like spam' }, 'refused', '554 5.7.1 looks like spam'],
    [{ stage: 'RCPT', code: 451, text: '4.7.1 come back later' }, 'deferred', '451 4.7.1 come back later'],
    [{ stage: 'DATA', code: 452, text: '4.3.1 disk full' }, 'deferred', '452 4.3.1 disk full'],
    [{ stage: 'MAIL', code: 550, text: '5.7.1 not from here' }, 'deferred', '550 5.7.1 not from here'],
  ] as const)('%j is %s', async (fault, outcome, answer) => {
    smtp.failNext(fault)
    expect(await deliver(transport, message)).toEqual({ outcome, answer })
  })

  test('hanging up after taking the message is deferred, and it is not sent again at once', async () => {
    const before = smtp.received.length
    smtp.failNext({ stage: 'DATA', dropAfter: true })
    expect(await deliver(transport, message)).toMatchObject({
      outcome: 'deferred',
      answer: 'The connection to the mail server was lost before it accepted the message.',
    })
    expect(smtp.received.length).toBe(before + 1)
  })

  test('no answer in time is deferred', async () => {
    const impatient = createMailTransport(`${smtp.url}?socketTimeout=200`)
    smtp.failNext({ stage: 'RCPT', hang: true })
    expect(await deliver(impatient, message)).toMatchObject({
      outcome: 'deferred',
      answer: 'The mail server did not answer in time.',
    })
    impatient.close()
  })

  test('an unreachable server is deferred, without telling its address', async () => {
    const gone = createMailTransport('smtp://user:password@127.0.0.1:1')
    const delivery = await deliver(gone, message)
    expect(delivery).toMatchObject({ outcome: 'deferred', answer: 'The mail server could not be reached.' })
    expect(JSON.stringify(delivery)).not.toContain('password')
  })
})

describe('a recipient is one plain mailbox', () => {
  test.each(['a@b', 'ada.lovelace+x@example.com', 'δοκιμή@παράδειγμα.δοκιμή', "o'brien@example.com"])(
    '%j',
    (address) => expect(isRecipient(address)).toBe(true),
  )

  test.each([
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    '"a"@b',
    'a@b\r\nBcc: x@y',
    'a@b\u0000',
    '<a@b>',
    'Ada <a@b>',
    'a@b, x@y',
    'a@b;x@y',
    'group:a@b;',
    'a(comment)@b',
    'a@[127.0.0.1]',
    'a@\u202Eb',
    `${'x'.repeat(65)}@b`,
    `a@${'x'.repeat(260)}`,
  ])('not %j', (address) => expect(isRecipient(address)).toBe(false))
})
