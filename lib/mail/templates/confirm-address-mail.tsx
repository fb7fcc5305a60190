import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type ConfirmAddressMailProps = {
  person: { name: string; expiresAt?: string | undefined }
  isSignUp: boolean
  url: string
  baseUrl: string
}

export function ConfirmAddressMail({ person, isSignUp, url, baseUrl }: ConfirmAddressMailProps) {
  return (
    <MailLayout heading="Confirm your email address" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(person.name, 80)},</Paragraph>
      <Paragraph>
        {isSignUp
          ? 'This address was used to sign up for Roster. Confirm that it is yours to finish; until then there is no account.'
          : 'Confirm that this address is yours, so that your Roster account can be used to its full extent.'}
        {person.expiresAt && ` The link works until ${utcTime(person.expiresAt)}.`}
      </Paragraph>
      <ActionLink label="Confirm address" url={url} />
      <Paragraph>
        {isSignUp
          ? 'Was it not you? Then ignore this mail and do not open the link: without it nobody gets an account for your address.'
          : 'Was it not you? Then do not open the link: somebody has entered your address by mistake.'}
      </Paragraph>
    </MailLayout>
  )
}
