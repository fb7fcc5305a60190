import { Link } from '@react-email/link'
import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { ActionLink } from './action-link'
import { keyPrefix } from './key-prefix'
import { MailLayout } from './layout'
import { fromNetworkAddress } from './network-address'
import { Paragraph } from './paragraph'
import { accent } from './style'
import { utcTime } from './utc-time'

type ApiKeyCreatedMailProps = {
  apiKey: MailTemplates['api_key_created']
  /** The page that lists the key. */
  url: string
  forgotPasswordUrl: string
  baseUrl: string
}

/** Tells somebody of an API key of theirs that is new or lasts longer, which opens what they can open. */
export function ApiKeyCreatedMail({ apiKey, url, forgotPasswordUrl, baseUrl }: ApiKeyCreatedMailProps) {
  const { isRotation, isByOperator, accountName } = apiKey
  const done = keyDeed(apiKey)
  return (
    <MailLayout heading={`An API key of yours was ${done}`} baseUrl={baseUrl}>
      <Paragraph>Hello {userText(apiKey.name, 80)},</Paragraph>
      <Paragraph>
        {isByOperator ? 'The operator of this installation' : 'Somebody, hopefully you,'} {done} the API key{' '}
        {userText(apiKey.keyName, 100)} of your Roster account{fromNetworkAddress(apiKey.ipAddress)}. The
        {isRotation && ' new'} key starts with {keyPrefix(apiKey.prefix)} and acts as you in{' '}
        {accountName === null ? 'all your accounts' : userText(accountName, 60)},{' '}
        {apiKey.endsAt ? `until ${utcTime(apiKey.endsAt)}` : 'without an end'}. If you know of it, there is
        nothing to do.
      </Paragraph>
      <Paragraph>
        {isByOperator ? 'Did you not expect it? Then revoke it now and ask the operator.' : ifNotYou}
      </Paragraph>
      <ActionLink label="Open your API keys" url={url} />
      <Paragraph>
        A new password, set here, revokes all your API keys and signs out everyone who is signed in as you:{' '}
        <Link href={forgotPasswordUrl} style={{ color: accent }}>
          {forgotPasswordUrl}
        </Link>
      </Paragraph>
    </MailLayout>
  )
}

/** What was done to the key, completing "The API key Laptop was …". */
export function keyDeed({ isRotation, isExtension }: MailTemplates['api_key_created']): string {
  if (isExtension) return 'extended'
  return isRotation ? 'rotated' : 'created'
}

const ifNotYou =
  'Was it not you? Then somebody else gets in as you. Revoke the key now, and set a new password, so that they make no other.'
