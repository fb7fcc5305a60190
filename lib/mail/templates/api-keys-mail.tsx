import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { keyPrefix } from './key-prefix'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { utcTime } from './utc-time'

type ApiKeysMailProps = {
  ending: MailTemplates['api_key_expiring']
  hasExpired: boolean
  /** The page that lists the keys, or the service accounts that have them. */
  url: string
  baseUrl: string
}

/** About API keys that end soon, or have. */
export function ApiKeysMail({ ending, hasExpired, url, baseUrl }: ApiKeysMailProps) {
  const { keys, more, organization } = ending
  const organizationName = organization && userText(organization.name, 60)
  return (
    <MailLayout heading={hasExpired ? 'Expired API keys' : 'API keys that expire soon'} baseUrl={baseUrl}>
      <Paragraph>Hello {userText(ending.name, 80)},</Paragraph>
      <Paragraph>
        {organizationName ? `API keys of service accounts at ${organizationName}` : 'API keys of yours'} that{' '}
        {hasExpired ? 'have expired' : 'expire soon'}:
      </Paragraph>
      <ul style={{ margin: '0 0 16px', padding: '0 0 0 22px', fontSize: 15 }}>
        {keys.map(({ keyName, prefix, endsAt, serviceAccount }, index) => (
          // Two keys may have one name and the same first characters, and the list never changes.
          <li key={index} style={{ lineHeight: '23px' }}>
            <strong>{userText(keyName, 100)}</strong> ({keyPrefix(prefix)})
            {serviceAccount && ` of ${userText(serviceAccount.name, 100)}`}, {utcTime(endsAt)}
          </li>
        ))}
        {more > 0 && <li style={{ lineHeight: '23px' }}>and {numbers.format(more)} more</li>}
      </ul>
      <Paragraph>{hasExpired ? afterwards : beforehand}</Paragraph>
      <ActionLink label={organization ? 'Open the service accounts' : 'Open your API keys'} url={url} />
      {organizationName && (
        <Paragraph>You get this mail because you are an Administrator of {organizationName}.</Paragraph>
      )}
    </MailLayout>
  )
}

const numbers = new Intl.NumberFormat('en')
const beforehand =
  'Once a key has expired, whatever uses it is refused. Rotate it before: the new key and the old one both work for up to 48 hours, ' +
  'in which you put the new one in its place. If nothing uses a key any more, there is nothing to do.'
const afterwards =
  'Whatever still uses them is refused now. Create other keys and put them in their place. If nothing uses a key any more, there is ' +
  'nothing to do.'
