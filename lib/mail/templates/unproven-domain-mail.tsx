import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type UnprovenDomainMailProps = {
  lost: MailTemplates['sso_domain_missing']
  isLost: boolean
  /** The page of single sign-on. */
  url: string
  baseUrl: string
}

/** Tells an Administrator that the record which proves a domain is missing, or was missing for too long. */
export function UnprovenDomainMail({ lost, isLost, url, baseUrl }: UnprovenDomainMailProps) {
  const organizationName = userText(lost.organization.name, 60)
  const domain = userText(lost.domain, 100)
  return (
    <MailLayout
      heading={isLost ? `${domain} is no longer proven` : 'A DNS record is missing'}
      baseUrl={baseUrl}
    >
      <Paragraph>Hello {userText(lost.name, 80)},</Paragraph>
      <Paragraph>
        The DNS record with which {organizationName} proves that {domain} is its own was not found since{' '}
        {utcTime(lost.missingSince)}.{' '}
        {isLost
          ? `So the domain is no longer proven: single sign-on makes no members of its addresses and is not required of them, and they sign in with a password.`
          : `Until ${utcTime(lost.provenUntil)} nothing changes. If the record is not back by then, single sign-on makes no members of its addresses any more and is not required of them.`}
      </Paragraph>
      <Paragraph>
        Whoever looks after the name servers of the domain can put the record back; the page of single sign-on
        shows what it says{isLost ? ', and checks it once more.' : '.'}
      </Paragraph>
      <ActionLink label="Open single sign-on" url={url} />
      <Paragraph>You get this mail because you are an Administrator of {organizationName}.</Paragraph>
    </MailLayout>
  )
}
