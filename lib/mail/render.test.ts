import { describe, expect, test } from 'vitest'
import { hasSecretLink, hiddenToken, mailSubject, renderMail } from './render'
import { mailProps, mailTemplateName, type MailTemplates } from './schema'

const baseUrl = 'https://roster.example.com'
const token = 'A_-z0123456789abcdefghijklmnopqrstuvwxyzABCD'
const expiresAt = '2026-11-28T09:30:00.000Z'
const invitation = {
  organizationName: 'Acme',
  isPersonal: false,
  inviterName: 'Ada Lovelace',
  roleName: 'Administrator',
  workspaces: [
    { name: 'Analytics', role: 'Runner' },
    { name: 'Billing', role: 'Owner' },
  ],
  message: 'Hello,\n\nwelcome to the team!',
  expiresAt,
}

const serviceAccount = { id: '019c3b1e-6f0c-7c2a-9a53-7a0f4c1f2b11', name: 'Deployer' }
const ownKey = { keyName: 'Laptop', prefix: 'rst_u_4fGh', endsAt: expiresAt }

const unprovenDomain = {
  name: 'Grace Hopper',
  organization: { name: 'Acme', handle: 'acme' },
  domain: 'acme.example',
  missingSince: expiresAt,
  provenUntil: expiresAt,
}

const samples: MailTemplates = {
  invitation,
  invitation_existing_user: { ...invitation, workspaces: [], message: '' },
  sign_up: { name: 'Grace Hopper', expiresAt },
  sign_up_existing: { name: 'Grace Hopper' },
  verify_email: { name: 'Grace Hopper', expiresAt },
  password_reset: { name: 'Grace Hopper', ipAddress: '192.0.2.7', expiresAt },
  password_changed: { name: 'Grace Hopper', revokedKeys: 2 },
  api_key_created: {
    name: 'Grace Hopper',
    keyName: 'Laptop',
    prefix: 'rst_u_4fGh',
    accountName: 'Acme',
    endsAt: expiresAt,
    isRotation: false,
    isExtension: false,
    isByOperator: false,
    ipAddress: '192.0.2.7',
  },
  api_key_expiring: {
    name: 'Grace Hopper',
    keys: [
      { keyName: 'Build server', prefix: 'rst_s_4fGh', endsAt: expiresAt, serviceAccount },
      { keyName: 'Nightly', prefix: 'rst_s_9kLm', endsAt: expiresAt, serviceAccount },
    ],
    more: 0,
    organization: { name: 'Acme', handle: 'acme' },
  },
  api_key_expired: { name: 'Grace Hopper', keys: [ownKey], more: 1_200 },
  sso_domain_missing: unprovenDomain,
  sso_domain_lost: unprovenDomain,
  scim_token_expiring: {
    name: 'Grace Hopper',
    organization: { name: 'Acme', handle: 'acme' },
    tokenName: 'Entra ID',
    prefix: 'rst_scim_4fGh',
    endsAt: expiresAt,
  },
  break_glass_used: {
    name: 'Grace Hopper',
    organization: { name: 'Acme', handle: 'acme' },
    administratorName: 'Ada Lovelace',
    administratorEmail: 'ada@acme.example',
    usedAt: expiresAt,
    ipAddress: '192.0.2.7',
    device: 'Firefox on Linux',
  },
  sso_certificate_ending: {
    name: 'Grace Hopper',
    organization: { name: 'Acme', handle: 'acme' },
    connectionId: '019c3b1e-6f0c-7c2a-9a53-7a0f4c1f2b12',
    connectionName: 'Company login',
    isOurs: false,
    endsAt: expiresAt,
  },
}

// Fields that hold no text that somebody typed.
const notTyped = new Set([
  'expiresAt',
  'endsAt',
  'isPersonal',
  'workspaces',
  'revokedKeys',
  'keys',
  'more',
  'organization',
  'isRotation',
  'isExtension',
  'isByOperator',
  'missingSince',
  'provenUntil',
  'usedAt',
  'connectionId',
  'isOurs',
])

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
      Object.entries(samples[name]).map(([key, value]) => [key, notTyped.has(key) ? value : nasty]),
    )
    if ('workspaces' in hostile) hostile['workspaces'] = [{ name: nasty, role: nasty }]
    if ('keys' in hostile)
      hostile['keys'] = [
        { ...ownKey, keyName: nasty, prefix: nasty, serviceAccount: { ...serviceAccount, name: nasty } },
      ]
    if ('organization' in hostile) hostile['organization'] = { name: nasty, handle: 'acme' }
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

test('the mail about a key tells of one without an end for all accounts, made by the operator or by rotation', async () => {
  const endless = { ...samples.api_key_created, accountName: null, endsAt: null, ipAddress: null }
  const textOf = async (props: MailTemplates['api_key_created']) =>
    (await renderMail('api_key_created', props, null, baseUrl)).text.replaceAll(/\s+/gu, ' ')
  expect(await textOf({ ...endless, isByOperator: true })).toContain(
    'The operator of this installation created the API key Laptop of your Roster account. ' +
      'The key starts with rst_u_4fGh… and acts as you in all your accounts, without an end.',
  )
  expect(await textOf({ ...endless, isRotation: true })).toContain(
    'rotated the API key Laptop of your Roster account. The new key starts with',
  )
  expect(await textOf({ ...endless, isExtension: true })).toContain('extended the API key Laptop')
  expect(mailSubject('api_key_created', { ...endless, isRotation: true })).toBe(
    'The API key Laptop was rotated',
  )
})

test('a mail about ending keys counts them in its subject, or names the only one, and leads to where they are', async () => {
  const keys = [{ ...ownKey, serviceAccount }]
  const of = { name: 'Grace Hopper', organization: { name: 'Acme', handle: 'acme' } }
  const subjectOf = (more: number) => [
    mailSubject('api_key_expiring', { ...of, keys, more }),
    mailSubject('api_key_expired', { ...of, keys, more }),
  ]
  expect(subjectOf(0)).toEqual(['The API key Laptop expires soon', 'The API key Laptop has expired'])
  expect(subjectOf(1_200)).toEqual(['1,201 API keys expire soon', '1,201 API keys have expired'])
  const other = {
    ...ownKey,
    serviceAccount: { id: '019c3b1e-6f0c-7c2a-9a53-7a0f4c1f2b12', name: 'Reporter' },
  }
  const several = await renderMail(
    'api_key_expiring',
    { ...of, keys: [...keys, other], more: 0 },
    null,
    baseUrl,
  )
  expect(several.text).toContain(`${baseUrl}/organizations/acme/service-accounts\n`)
  const one = await renderMail('api_key_expiring', { ...of, keys, more: 0 }, null, baseUrl)
  expect(one.text).toContain(`${baseUrl}/organizations/acme/service-accounts/${serviceAccount.id}\n`)
})

test('an invitation names its workspaces with the role in each, as HTML and as text', async () => {
  const { html, text } = await renderMail('invitation', invitation, token, baseUrl)
  expect(text).toMatch(/Accepting also opens to you:\s+\* Analytics as Runner\s+\* Billing as Owner/u)
  expect(html.replaceAll(/<!--.*?-->/gu, '')).toContain('<strong>Analytics</strong> as Runner</li>')
})

test('an invitation without workspaces, and one that was queued before there were any, says nothing of them', async () => {
  const { organizationName, inviterName, roleName } = invitation
  const before = { organizationName, inviterName, roleName, expiresAt }
  const { text } = await renderMail('invitation', mailProps.invitation.parse(before), token, baseUrl)
  expect(text).not.toMatch(/Accepting/u)
})

test('an invitation to workspaces of a personal account says whose they are, and speaks of no organization', async () => {
  const personal = { ...invitation, organizationName: 'Ada Lovelace', roleName: 'Member', isPersonal: true }
  const several = await renderMail('invitation', personal, token, baseUrl)
  expect(several.subject).toBe('Ada Lovelace invited you to 2 workspaces')
  expect(several.text).toContain('Open 2 workspaces on Roster')
  expect(several.text.replaceAll(/\s+/gu, ' ')).toContain(
    'Ada Lovelace invited you to the personal account Ada Lovelace as a guest. Accepting opens to you: * Analytics as Runner',
  )
  expect(several.text).not.toMatch(/organization|Member/u)
  const one = { ...personal, workspaces: invitation.workspaces.slice(0, 1) }
  expect(mailSubject('invitation', one)).toBe('Ada Lovelace invited you to Analytics')
  expect(mailSubject('invitation', { ...personal, workspaces: [] })).toBe(
    'Ada Lovelace invited you to Ada Lovelace',
  )
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
