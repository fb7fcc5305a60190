'use client'
import { useEffect, useRef, useState } from 'react'
import { AuthShell } from '@/components/shell/auth-shell'
import { Spinner } from '@/components/ui/spinner'
import { enterConsole } from '@/components/users/enter-console'
import { completeSingleSignOnAction } from '@/lib/sso/actions'
import type { CompletedSignIn } from '@/lib/sso/sign-in-schema'
import { ConfirmSignIn } from './confirm-sign-in'
import { ProveAccount } from './prove-account'
import { SignInRefused } from './sign-in-refused'

type State =
  | { kind: 'working' }
  | { kind: 'refused'; reason: string | undefined; message: string }
  | { kind: 'confirm'; asked: Extract<CompletedSignIn, { state: 'confirm' }> }
  | { kind: 'prove'; email: string; organizationName: string }

const unreachable = 'The server could not be reached. Check the connection, then start again.'

type CompleteSignInProps = {
  attempt: string
  /** Whether somebody was signed in before. */
  isSignedIn: boolean
}

/** Finishes in this browser what the provider answered: it was sent here from another site, so only now are our cookies there. */
export function CompleteSignIn({ attempt, isSignedIn }: CompleteSignInProps) {
  const [state, setState] = useState<State>({ kind: 'working' })
  const isBegun = useRef(false)
  const isConfirmed = useRef(false)

  async function complete() {
    setState({ kind: 'working' })
    const input = { attempt, isConfirmed: isConfirmed.current }
    const result = await completeSingleSignOnAction(input).catch(() => null)
    if (result === null) return setState({ kind: 'refused', reason: undefined, message: unreachable })
    if (!result.ok) {
      const { reason, message } = result.error
      return setState({ kind: 'refused', reason, message })
    }
    take(result.data)
  }

  function take(completed: CompletedSignIn) {
    if (completed.state === 'confirm') return setState({ kind: 'confirm', asked: completed })
    if (completed.state === 'prove') {
      const { email, organizationName } = completed
      return setState({ kind: 'prove', email, organizationName })
    }
    enterConsole(completed.next)
  }

  function confirm() {
    isConfirmed.current = true
    void complete()
  }

  // The external system is the provider's answer: it can be used once, so it is sent once.
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    void complete()
  })

  if (state.kind === 'refused')
    return <SignInRefused reason={state.reason} message={state.message} isSignedIn={isSignedIn} />
  if (state.kind === 'confirm') {
    const { organizationName, email, signedInAs } = state.asked
    return <ConfirmSignIn {...{ organizationName, email, signedInAs }} onConfirm={confirm} />
  }
  if (state.kind === 'prove')
    return (
      <ProveAccount
        email={state.email}
        organizationName={state.organizationName}
        onProven={() => void complete()}
      />
    )
  return (
    <AuthShell title="Signing you in">
      <p role="status" className="flex items-center justify-center gap-3 text-muted">
        <Spinner /> Checking what your identity provider said …
      </p>
    </AuthShell>
  )
}
