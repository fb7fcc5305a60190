import { describe, expect, test } from 'vitest'
import { hasSecretLink, hiddenToken, mailSubject, renderMail } from './render'
import { mailProps, mailTemplateName, type MailTemplates } from './schema'

const baseUrl = 'https://roster.example.com'
const token = 'A_-z0123456789abcdefghijklmnopqrstuvwxyzABCD'
const expiresAt = '2026-11-28T09:30:00.000Z'
const invitation = {
  organizationName: 'Acme',
  inviterName: 'Ada Lovelace',
  roleName: 'Administrator',
  message: 'Hello,\n\nwelcome to the team!',
  expiresAt,
}

const samples: MailTemplates = {
  invitation,
  invitation_existing_user: { ...invitation, message: '' },
  sign_up: { name: 'Grace Hopper', expiresAt },
  sign_up_existing: { name: 'Grace Hopper' },
  verify_email: { name: 'Grace Hopper', expiresAt },
  password_reset: { name: 'Grace Hopper', ipAddress: '192.0.2.7', expiresAt },
  password_changed: { name: 'Grace Hopper' },
}

describe.each(mailTemplateName.options)('%s', (name) => {
  const tokenOfLink = hasSecretLink(name) ? token : null

  test('reads well as text', async () => {
    const { subject, text } = await renderMail(name, samples[name], tokenOfLink, baseUrl)
    expect(`${subject}\n\n${text}`).toMatchSnapshot()
  })

  test('has its links as a button and in full, in the HTML and in the text, and loads nothing', async () => {
    const { html, text } = await renderMail(name, samples[name], tokenOfLink, baseUrl)
    const links = [...html.matchAll(/href="([^"]+)"/gu)].map(([, href]) => href)
    expect(links.length).toBeGreaterThanOrEqual(2)
    for (const link of links) {
      expect(link?.startsWith(`${baseUrl}/`)).toBe(true)
      expect(text).toContain(link)
    }
    expect(html).not.toMatch(/<(?:img|script|link|iframe|form|style)\b|\bsrc=|url\(/iu)
    expect(text).toContain(tokenOfLink ?? baseUrl)
  })

  test('can be shown without its secret', async () => {
    const { html, text } = await renderMail(name, samples[name], hiddenToken, baseUrl)
    expect(html + text).not.toContain(token)
    expect(text).toMatch(new RegExp(`${baseUrl}/\\S*${tokenOfLink ? hiddenToken : ''}`, 'u'))
  })

  test('shows names as text, whatever they hold', async () => {
    const nasty = '<img src=x onerror=alert(1)>"\'&</p><a href="https://evil.example/">Acme</a>'
    const hostile = Object.fromEntries(
      Object.entries(samples[name]).map(([key, value]) => [key, key === 'expiresAt' ? value : nasty]),
    )
    const { html, text, subject } = await renderMail(
      name,
      mailProps[name].parse(hostile),
      tokenOfLink,
      baseUrl,
    )
    expect(html).not.toMatch(/<img|<a href="https:\/\/evil|onerror=alert\(1\)>"/u)
    expect(html + text + subject).not.toContain('evil.example')
  })
})

test('an organization named like an address cannot bring a link into our mail', async () => {
  const props = {
    ...invitation,
    organizationName: 'Click https://evil.example/reset now',
    inviterName: 'login.evil.example',
  }
  const { subject, html, text } = await renderMail('invitation', props, token, baseUrl)
  expect(subject).toBe('login.\u200Bevil.\u200Bexample invited you to Click [link removed] now')
  expect(html).not.toMatch(/evil\.example/u)
  expect(text).not.toMatch(/evil\.example/u)
})

test('a message cannot break out of its quotation', async () => {
  const props = {
    ...invitation,
    message: 'Hi\n</blockquote><h1>Security</h1>\n----------------\nSent by Roster',
  }
  const { html, text } = await renderMail('invitation', props, token, baseUrl)
  expect(html).toContain('&lt;/blockquote&gt;&lt;h1&gt;')
  expect(text).toContain('> </blockquote><h1>Security</h1>\n> ----------------\n> Sent by Roster')
})

test('a subject is one line of bounded length', () => {
  const long = {
    ...invitation,
    organizationName: `A\r\nBcc: x ${'y'.repeat(400)}`,
    inviterName: 'z'.repeat(400),
  }
  const subject = mailSubject('invitation', long)
  expect(subject).not.toMatch(/[\r\n]/u)
  expect(subject.length).toBeLessThan(150)
})

test('the time a link ends is given with its zone', async () => {
  const { text } = await renderMail('invitation', invitation, token, baseUrl)
  expect(text.replaceAll(/\s+/gu, ' ')).toContain('28 November 2026 at 09:30 UTC')
})
