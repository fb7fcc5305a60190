import { Link } from '@react-email/link'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { accent } from './style'

type SignUpExistingMailProps = {
  person: { name: string }
  signInUrl: string
  forgotPasswordUrl: string
  baseUrl: string
}

export function SignUpExistingMail({
  person,
  signInUrl,
  forgotPasswordUrl,
  baseUrl,
}: SignUpExistingMailProps) {
  return (
    <MailLayout heading="You already have an account" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(person.name, 80)},</Paragraph>
      <Paragraph>
        Somebody, probably you, tried to sign up for Roster with this address. It has an account already, and
        nothing about it was changed.
      </Paragraph>
      <ActionLink label="Sign in" url={signInUrl} />
      <Paragraph>
        If you no longer know the password, set a new one at{' '}
        <Link href={forgotPasswordUrl} style={{ color: accent }}>
          {forgotPasswordUrl}
        </Link>
        . Was it not you? Then there is nothing to do.
      </Paragraph>
    </MailLayout>
  )
}
