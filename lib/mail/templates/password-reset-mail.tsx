import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { fromNetworkAddress } from './network-address'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type PasswordResetMailProps = { request: MailTemplates['password_reset']; url: string; baseUrl: string }

export function PasswordResetMail({ request, url, baseUrl }: PasswordResetMailProps) {
  return (
    <MailLayout heading="Set a new password" baseUrl={baseUrl}>
      <Paragraph>Hello {userText(request.name, 80)},</Paragraph>
      <Paragraph>
        Somebody, hopefully you, asked to set a new password for your Roster account
        {fromNetworkAddress(request.ipAddress)}. The link works once
        {request.expiresAt && `, until ${utcTime(request.expiresAt)}`}, and setting a new password signs you
        out everywhere and revokes your API keys.
      </Paragraph>
      <ActionLink label="Set a new password" url={url} />
      <Paragraph>
        Was it not you? Then ignore this mail: your password stays as it is. Give the link to nobody; we never
        ask for it.
      </Paragraph>
    </MailLayout>
  )
}
