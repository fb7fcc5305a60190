import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { fromNetworkAddress } from './network-address'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type BreakGlassMailProps = {
  use: MailTemplates['break_glass_used']
  /** The page of single sign-on. */
  url: string
  baseUrl: string
}

/** Tells an Administrator that one of them came in by a password, which only those may who were named for it. */
export function BreakGlassMail({ use, url, baseUrl }: BreakGlassMailProps) {
  const organizationName = userText(use.organization.name, 60)
  return (
    <MailLayout heading="Break-glass access was used" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(use.name, 80)},</Paragraph>
      <Paragraph>
        {userText(use.administratorName, 80)} ({userText(use.administratorEmail, 254)}) opened{' '}
        {organizationName} without single sign-on, with {userText(use.device, 80)}
        {fromNetworkAddress(use.ipAddress)} at {utcTime(use.usedAt)}. {organizationName} requires single
        sign-on and lets them in by a password for when the identity provider does not work.
      </Paragraph>
      <Paragraph>
        Is the provider working, or was it not them? Then take them off the break-glass Administrators, and
        have them set a new password, which ends all their sessions.
      </Paragraph>
      <ActionLink label="Open single sign-on" url={url} />
      <Paragraph>You get this mail because you are an Administrator of {organizationName}.</Paragraph>
    </MailLayout>
  )
}
