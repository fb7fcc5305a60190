'use client'
import { useState } from 'react'
import { FormAlertText } from '@/components/form/form-alert-text'
import { Button } from '@/components/ui/button'
import { startByOrganizationAction } from '@/lib/sso/actions'
import { goToProvider } from './go-to-provider'

type OrganizationSignInProps = {
  handle: string
  connections: { id: string; name: string }[]
  /** Where to go on, once signed in. */
  returnTo: string
}

/** The ways into an organization through its identity providers. */
export function OrganizationSignIn({ handle, connections, returnTo }: OrganizationSignInProps) {
  const [pending, setPending] = useState<string | null>(null)
  const [message, setMessage] = useState<string | null>(null)

  async function start(connectionId: string) {
    setPending(connectionId)
    setMessage(null)
    const refusal = await goToProvider(() => startByOrganizationAction({ handle, connectionId, returnTo }))
    if (refusal === null) return
    setPending(null)
    setMessage(refusal)
  }

  return (
    <div className="grid gap-3">
      <div role="alert">{message === null ? null : <FormAlertText message={message} />}</div>
      {connections.map(({ id, name }, index) => (
        <Button
          key={id}
          variant={index === 0 ? 'primary' : 'secondary'}
          isFullWidth
          isPending={pending === id}
          onClick={() => void start(id)}
        >
          Continue with {name}
        </Button>
      ))}
    </div>
  )
}
