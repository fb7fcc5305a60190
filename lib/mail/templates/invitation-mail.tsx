import type { MailTemplates } from '../schema'
import { userLines, userText } from '../user-text'
import { ActionLink } from './action-link'
import { invitedPlace } from './invited-place'
import { InvitedWorkspaces } from './invited-workspaces'
import { MailLayout } from './layout'
import { Paragraph } from './paragraph'
import { muted } from './style'
import { utcTime } from './utc-time'

type InvitationMailProps = {
  invitation: MailTemplates['invitation']
  hasAccount: boolean
  url: string
  baseUrl: string
}

export function InvitationMail({ invitation, hasAccount, url, baseUrl }: InvitationMailProps) {
  const { isPersonal, workspaces } = invitation
  const organization = userText(invitation.organizationName, 80)
  const inviter = userText(invitation.inviterName, 80)
  const role = userText(invitation.roleName, 60)
  const message = userLines(invitation.message, { lines: 30, lineLength: 500 })
  return (
    <MailLayout heading={headingOf(invitation)} baseUrl={baseUrl}>
      <Paragraph>
        {isPersonal ? (
          <>
            {inviter} invited you to the personal account <strong>{organization}</strong> as a guest.
          </>
        ) : (
          <>
            {inviter} invited you to the organization <strong>{organization}</strong> as {role}.
          </>
        )}
      </Paragraph>
      {workspaces.length > 0 && (
        <InvitedWorkspaces
          introduction={`Accepting ${isPersonal ? 'opens' : 'also opens'} to you:`}
          workspaces={workspaces}
        />
      )}
      {message.length > 0 && <Message from={inviter} lines={message} />}
      <Paragraph>
        {hasAccount
          ? 'You have an account for this address: sign in with it, then accept or decline.'
          : 'Open the invitation to see it; you can create your account there, then accept or decline.'}{' '}
        Nothing happens until you do. The link works until {utcTime(invitation.expiresAt)}, for you alone.
      </Paragraph>
      <ActionLink label="View invitation" url={url} />
      <Paragraph>
        Did you not expect this? Then ignore this mail: you join nothing by receiving it. Do not forward it,
        since the link is meant for you only.
      </Paragraph>
    </MailLayout>
  )
}

function headingOf(invitation: MailTemplates['invitation']): string {
  return `${invitation.isPersonal ? 'Open' : 'Join'} ${invitedPlace(invitation)} on Roster`
}

function Message({ from, lines }: { from: string; lines: string[] }) {
  return (
    <>
      <Paragraph>{from} wrote:</Paragraph>
      <blockquote
        style={{
          margin: '0 0 16px',
          padding: '2px 0 2px 14px',
          borderLeft: '3px solid #d9dbe1',
          color: muted,
          fontSize: 15,
        }}
      >
        {lines.map((line, index) => (
          // Lines have no identity but their place, and never change.
          <div key={index} dir="auto" style={{ lineHeight: '23px' }}>
            {line || '\u00A0'}
          </div>
        ))}
      </blockquote>
    </>
  )
}
