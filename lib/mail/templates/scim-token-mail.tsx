import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type ScimTokenMailProps = {
  token: MailTemplates['scim_token_expiring']
  /** The page of single sign-on. */
  url: string
  baseUrl: string
}

/** Tells an Administrator that a provisioning token ends soon. */
export function ScimTokenMail({ token, url, baseUrl }: ScimTokenMailProps) {
  const organizationName = userText(token.organization.name, 60)
  return (
    <MailLayout heading="A provisioning token expires soon" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(token.name, 80)},</Paragraph>
      <Paragraph>
        The provisioning token {userText(token.tokenName, 80)} ({userText(token.prefix, 20)}…) of{' '}
        {organizationName} expires at {utcTime(token.endsAt)}. From then on the identity provider that uses it
        changes nothing here: it makes no members, and whoever leaves keeps their access.
      </Paragraph>
      <Paragraph>
        Create another token, put it in the place of this one at the provider, and revoke this one.
      </Paragraph>
      <ActionLink label="Open single sign-on" url={url} />
      <Paragraph>You get this mail because you are an Administrator of {organizationName}.</Paragraph>
    </MailLayout>
  )
}
