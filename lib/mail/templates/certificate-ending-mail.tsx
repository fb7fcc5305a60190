import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type CertificateEndingMailProps = {
  ending: MailTemplates['sso_certificate_ending']
  /** The connection, on the page of single sign-on. */
  url: string
  baseUrl: string
}

/** Tells an Administrator that the last certificate of a provider, or of ours for it, ends soon. */
export function CertificateEndingMail({ ending, url, baseUrl }: CertificateEndingMailProps) {
  const organizationName = userText(ending.organization.name, 60)
  const connectionName = userText(ending.connectionName, 80)
  return (
    <MailLayout heading="A certificate ends soon" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(ending.name, 80)},</Paragraph>
      {ending.isOurs ? (
        <Paragraph>
          The certificate with which Roster signs what it asks {connectionName}, the single sign-on of{' '}
          {organizationName}, ends at {utcTime(ending.endsAt)}. A provider that looks at this date lets nobody
          through after it. Prepare another key on the page of the connection, give its certificate to the
          provider, and change to it.
        </Paragraph>
      ) : (
        <Paragraph>
          The last certificate that {organizationName} trusts of {connectionName}, its single sign-on, ends at{' '}
          {utcTime(ending.endsAt)}. By then the provider signs with another one, and nobody gets in whose
          sign-in that signed until it is added. Add it on the page of the connection beforehand: both are
          taken.
        </Paragraph>
      )}
      <ActionLink label="Open the connection" url={url} />
      <Paragraph>You get this mail because you are an Administrator of {organizationName}.</Paragraph>
    </MailLayout>
  )
}
