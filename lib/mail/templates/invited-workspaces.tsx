import type { MailTemplates } from '../schema'
import { userText } from '../user-text'
import { Paragraph } from './paragraph'

type InvitedWorkspacesProps = { introduction: string; workspaces: MailTemplates['invitation']['workspaces'] }

/** The workspaces that accepting an invitation opens, with the role in each. */
export function InvitedWorkspaces({ introduction, workspaces }: InvitedWorkspacesProps) {
  return (
    <>
      <Paragraph>{introduction}</Paragraph>
      <ul style={{ margin: '0 0 16px', padding: '0 0 0 22px', fontSize: 15 }}>
        {workspaces.map(({ name, role }, index) => (
          // Two workspaces may have one name, and the list never changes.
          <li key={index} style={{ lineHeight: '23px' }}>
            <strong>{userText(name, 80)}</strong> as {userText(role, 60)}
          </li>
        ))}
      </ul>
    </>
  )
}
