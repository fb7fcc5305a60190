import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type ApiKeyMailProps = {
  apiKey: MailTemplates['api_key_expiring']
  hasExpired: boolean
  /** The page that lists the key. */
  url: string
  baseUrl: string
}

/** About an API key that ends soon, or has. */
export function ApiKeyMail({ apiKey, hasExpired, url, baseUrl }: ApiKeyMailProps) {
  const { serviceAccount } = apiKey
  const label = serviceAccount ? 'Open the service account' : 'Open your API keys'
  return (
    <MailLayout heading={hasExpired ? 'An API key has expired' : 'An API key expires soon'} baseUrl={baseUrl}>
      <Paragraph>Hello {userText(apiKey.name, 80)},</Paragraph>
      <Paragraph>
        {serviceAccount ? 'The' : 'Your'} API key {userText(apiKey.keyName, 100)} ({visible(apiKey.prefix)}…)
        {serviceAccount &&
          ` of the service account ${userText(serviceAccount.name, 100)} at ${userText(serviceAccount.organizationName, 60)}`}{' '}
        {hasExpired ? 'expired on' : 'expires on'} {utcTime(apiKey.endsAt)}.
      </Paragraph>
      <Paragraph>{hasExpired ? afterwards : beforehand}</Paragraph>
      <ActionLink label={label} url={url} />
      {serviceAccount && (
        <Paragraph>
          You get this mail because you are an Administrator of{' '}
          {userText(serviceAccount.organizationName, 60)}.
        </Paragraph>
      )}
    </MailLayout>
  )
}

const beforehand =
  'From then on, whatever uses it is refused. Rotate it before: the new key and the old one both work for up to 48 hours, ' +
  'in which you put the new one in its place. If nothing uses it any more, there is nothing to do.'
const afterwards =
  'Whatever still uses it is refused now. Create another key and put it in its place. If nothing uses it any more, there is nothing to do.'

function visible(prefix: string): string {
  return prefix.replaceAll(/[^0-9A-Za-z_]/gu, '')
}
