import { Circle, CircleCheck } from 'lucide-react'
import { Card } from '@/components/ui/card'
import { TextLink } from '@/components/ui/text-link'
import type { Capability } from '@/lib/capability'
import { paths } from '@/lib/paths'

type GettingStartedProps = {
  handle: string
  invite: Capability
  isInvited: boolean
  createWorkspace: Capability
  hasWorkspace: boolean
  createServiceAccount: Capability
  hasServiceAccount: boolean
}

/** The first steps of a new organization, each ticked off by being done; nothing once all are, or for whoever may take none. */
export function GettingStarted(props: GettingStartedProps) {
  const { handle, invite, createWorkspace, createServiceAccount } = props
  const steps = [
    {
      label: 'Invite a colleague',
      done: 'A colleague is invited',
      href: paths.inviteMembers(handle),
      isDone: props.isInvited,
      isMine: invite.allowed,
    },
    {
      label: 'Create a workspace',
      done: 'A workspace is created',
      href: paths.createWorkspace(handle),
      isDone: props.hasWorkspace,
      isMine: createWorkspace.allowed,
    },
    {
      label: 'Add a service account',
      done: 'A service account is added',
      href: paths.createServiceAccount(handle),
      isDone: props.hasServiceAccount,
      isMine: createServiceAccount.allowed,
    },
  ].filter(({ isMine }) => isMine)
  if (steps.every(({ isDone }) => isDone)) return null
  return (
    <div className="mb-4">
      <Card title="Getting started">
        <ul className="grid gap-2 [&_svg]:size-4 [&_svg]:shrink-0">
          {steps.map(({ label, done, href, isDone }) => (
            <li key={label} className="flex items-center gap-2">
              {isDone ? (
                <CircleCheck aria-hidden className="text-success" />
              ) : (
                <Circle aria-hidden className="text-faint" />
              )}
              {isDone ? <span className="text-muted">{done}</span> : <TextLink href={href}>{label}</TextLink>}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}
