import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'

type PasswordChangedMailProps = { person: { name: string }; forgotPasswordUrl: string; baseUrl: string }

export function PasswordChangedMail({ person, forgotPasswordUrl, baseUrl }: PasswordChangedMailProps) {
  return (
    <MailLayout heading="Your password was changed" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(person.name, 80)},</Paragraph>
      <Paragraph>
        The password of your Roster account was changed. If that was you, there is nothing to do.
      </Paragraph>
      <Paragraph>
        Was it not you? Then set a new password now; it signs out everyone who is signed in as you.
      </Paragraph>
      <ActionLink label="Set a new password" url={forgotPasswordUrl} />
    </MailLayout>
  )
}
