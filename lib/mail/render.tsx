import { render, toPlainText } from '@react-email/render'
import type { ReactElement } from 'react'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { MailTemplateName, MailTemplates } from './schema'
import { ApiKeyCreatedMail, keyDeed } from './templates/api-key-created-mail'
import { ApiKeysMail } from './templates/api-keys-mail'
import { BreakGlassMail } from './templates/break-glass-mail'
import { CertificateEndingMail } from './templates/certificate-ending-mail'
import { ConfirmAddressMail } from './templates/confirm-address-mail'
import { InvitationMail } from './templates/invitation-mail'
import { invitedPlace } from './templates/invited-place'
import { PasswordChangedMail } from './templates/password-changed-mail'
import { PasswordResetMail } from './templates/password-reset-mail'
import { ScimTokenMail } from './templates/scim-token-mail'
import { SignUpExistingMail } from './templates/sign-up-existing-mail'
import { UnprovenDomainMail } from './templates/unproven-domain-mail'
import { userText } from './user-text'

/** Stands for the secret of a link where it must not be shown. */
export const hiddenToken = '…'

type Template<Props> = {
  subject: (props: Props) => string
  /** The path its secret goes into; absent for templates without a secret. */
  path?: (token: string) => string
  mail: (props: Props, url: string, baseUrl: string) => ReactElement
}

/**
 * The subject, HTML and text of a message. `token` is the secret of its link, `hiddenToken` to show the message without it,
 * or null for templates that have none; `baseUrl` is the installation's address without a slash at the end.
 */
export async function renderMail<Name extends MailTemplateName>(
  name: Name,
  props: MailTemplates[Name],
  token: string | null,
  baseUrl: string,
): Promise<{ subject: string; html: string; text: string }> {
  const { subject, path, mail }: Template<MailTemplates[Name]> = templates[name]
  const html = await render(mail(props, `${baseUrl}${linkPath(path, token)}`, baseUrl))
  const text = toPlainText(html, {
    wordwrap: 76,
    // Without the zero-width space that keeps names from becoming links, which is white space by default.
    whitespaceCharacters: ' \t\r\n\f',
    selectors: [
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'hr', options: { length: 40 } },
    ],
  })
  return { subject: subject(props), html, text: `${text.replaceAll(/[ \u00A0]+$/gmu, '').trim()}\n` }
}

/** The subject alone, for lists. */
export function mailSubject<Name extends MailTemplateName>(name: Name, props: MailTemplates[Name]): string {
  return templates[name].subject(props)
}

/** Whether messages of this template carry a secret in their link. */
export function hasSecretLink(name: MailTemplateName): boolean {
  return templates[name].path !== undefined
}

function linkPath(path: Template<never>['path'], token: string | null): string {
  if (!path || token === null) return ''
  return path(token).replaceAll(encodeURIComponent(hiddenToken), hiddenToken)
}

const invitationSubject = (props: MailTemplates['invitation']) =>
  `${userText(props.inviterName, 60)} invited you to ${invitedPlace(props)}`

const templates: { [Name in MailTemplateName]: Template<MailTemplates[Name]> } = {
  invitation: {
    subject: invitationSubject,
    path: paths.invitation,
    mail: (invitation, url, baseUrl) => (
      <InvitationMail {...{ invitation, url, baseUrl }} hasAccount={false} />
    ),
  },
  invitation_existing_user: {
    subject: invitationSubject,
    path: paths.invitation,
    mail: (invitation, url, baseUrl) => <InvitationMail {...{ invitation, url, baseUrl }} hasAccount />,
  },
  sign_up: {
    subject: () => 'Confirm your email address for Roster',
    path: paths.verifyEmail,
    mail: (person, url, baseUrl) => <ConfirmAddressMail {...{ person, url, baseUrl }} isSignUp />,
  },
  sign_up_existing: {
    subject: () => 'You already have a Roster account',
    mail: (person, _url, baseUrl) => (
      <SignUpExistingMail
        {...{ person, baseUrl }}
        signInUrl={`${baseUrl}${paths.signIn()}`}
        forgotPasswordUrl={`${baseUrl}${paths.forgotPassword()}`}
      />
    ),
  },
  verify_email: {
    subject: () => 'Confirm your email address for Roster',
    path: paths.verifyEmail,
    mail: (person, url, baseUrl) => <ConfirmAddressMail {...{ person, url, baseUrl }} isSignUp={false} />,
  },
  password_reset: {
    subject: () => 'Set a new password for Roster',
    path: paths.resetPassword,
    mail: (request, url, baseUrl) => <PasswordResetMail {...{ request, url, baseUrl }} />,
  },
  password_changed: {
    subject: () => 'Your Roster password was changed',
    mail: (person, _url, baseUrl) => (
      <PasswordChangedMail
        {...{ person, baseUrl }}
        forgotPasswordUrl={`${baseUrl}${paths.forgotPassword()}`}
      />
    ),
  },
  api_key_created: {
    subject: (apiKey) => `The API key ${userText(apiKey.keyName, 60)} was ${keyDeed(apiKey)}`,
    mail: (apiKey, _url, baseUrl) => (
      <ApiKeyCreatedMail
        {...{ apiKey, baseUrl }}
        url={`${baseUrl}${paths.profileApiKeys()}`}
        forgotPasswordUrl={`${baseUrl}${paths.forgotPassword()}`}
      />
    ),
  },
  api_key_expiring: {
    subject: (ending) => `${endingKeysText(ending)} ${isOne(ending) ? 'expires' : 'expire'} soon`,
    mail: (ending, _url, baseUrl) => (
      <ApiKeysMail {...{ ending, baseUrl }} url={`${baseUrl}${apiKeysPath(ending)}`} hasExpired={false} />
    ),
  },
  api_key_expired: {
    subject: (ending) => `${endingKeysText(ending)} ${isOne(ending) ? 'has' : 'have'} expired`,
    mail: (ending, _url, baseUrl) => (
      <ApiKeysMail {...{ ending, baseUrl }} url={`${baseUrl}${apiKeysPath(ending)}`} hasExpired />
    ),
  },
  sso_domain_missing: {
    subject: ({ domain, organization }) =>
      `The DNS record of ${userText(domain, 80)} is missing at ${userText(organization.name, 60)}`,
    mail: (lost, _url, baseUrl) => (
      <UnprovenDomainMail {...{ lost, baseUrl }} url={ssoUrl(lost, baseUrl)} isLost={false} />
    ),
  },
  sso_domain_lost: {
    subject: ({ domain, organization }) =>
      `${userText(domain, 80)} is no longer proven at ${userText(organization.name, 60)}`,
    mail: (lost, _url, baseUrl) => (
      <UnprovenDomainMail {...{ lost, baseUrl }} url={ssoUrl(lost, baseUrl)} isLost />
    ),
  },
  scim_token_expiring: {
    subject: ({ tokenName, organization }) =>
      `The provisioning token ${userText(tokenName, 60)} of ${userText(organization.name, 60)} expires soon`,
    mail: (token, _url, baseUrl) => <ScimTokenMail {...{ token, baseUrl }} url={ssoUrl(token, baseUrl)} />,
  },
  break_glass_used: {
    subject: ({ organization }) => `A password opened ${userText(organization.name, 60)}`,
    mail: (use, _url, baseUrl) => <BreakGlassMail {...{ use, baseUrl }} url={ssoUrl(use, baseUrl)} />,
  },
  sso_certificate_ending: {
    subject: ({ connectionName, organization }) =>
      `A certificate of ${userText(connectionName, 60)} ends soon at ${userText(organization.name, 60)}`,
    mail: (ending, _url, baseUrl) => (
      <CertificateEndingMail
        {...{ ending, baseUrl }}
        url={`${baseUrl}${paths.singleSignOn(ending.organization.handle, ending.connectionId)}`}
      />
    ),
  },
}

function ssoUrl({ organization }: { organization: { handle: string } }, baseUrl: string): string {
  return `${baseUrl}${paths.singleSignOn(organization.handle)}`
}

type EndingKeys = MailTemplates['api_key_expiring']

function isOne({ keys, more }: EndingKeys): boolean {
  return keys.length + more === 1
}

function endingKeysText(ending: EndingKeys): string {
  const { keys, more } = ending
  const [first] = keys
  return first && isOne(ending)
    ? `The API key ${userText(first.keyName, 60)}`
    : countOf(keys.length + more, 'API key')
}

// The page of the service account when all are of one, otherwise the list.
function apiKeysPath({ keys, more, organization }: EndingKeys): string {
  if (!organization) return paths.profileApiKeys()
  const [id, ...others] = new Set(keys.map(({ serviceAccount }) => serviceAccount?.id))
  return id && others.length === 0 && more === 0
    ? paths.serviceAccount(organization.handle, id)
    : paths.serviceAccounts(organization.handle)
}
