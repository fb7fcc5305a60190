import { countOf } from '@/lib/format'
import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'

type PasswordChangedMailProps = {
  person: MailTemplates['password_changed']
  forgotPasswordUrl: string
  baseUrl: string
}

export function PasswordChangedMail({ person, forgotPasswordUrl, baseUrl }: PasswordChangedMailProps) {
  return (
    <MailLayout heading="Your password was changed" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(person.name, 80)},</Paragraph>
      <Paragraph>
        The password of your Roster account was changed. If that was you, there is nothing to do.
      </Paragraph>
      {person.revokedKeys > 0 && (
        <Paragraph>
          With it, {countOf(person.revokedKeys, 'API key')} of yours{' '}
          {person.revokedKeys === 1 ? 'was' : 'were'} revoked. Create new ones for what still needs them.
        </Paragraph>
      )}
      <Paragraph>
        Was it not you? Then set a new password now; it signs out everyone who is signed in as you and revokes
        your API keys.
      </Paragraph>
      <ActionLink label="Set a new password" url={forgotPasswordUrl} />
    </MailLayout>
  )
}
