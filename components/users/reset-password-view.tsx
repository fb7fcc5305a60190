'use client'
import { useState } from 'react'
import { Form } from '@/components/form/form'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import { countOf } from '@/lib/format'
import { resetPasswordAction } from '@/lib/passwords/actions'
import { paths } from '@/lib/paths'
import { DeadLink } from './dead-link'
import { NewPasswordField } from './new-password-field'
import { UsernameHint } from './username-hint'

type ResetPasswordViewProps = {
  token: string
  link: { state: 'open'; email: string } | { state: 'dead'; message: string }
}

export function ResetPasswordView({ token, link }: ResetPasswordViewProps) {
  const [done, setDone] = useState<{ revokedKeys: number } | null>(null)
  if (done) return <PasswordWasReset revokedKeys={done.revokedKeys} />
  if (link.state === 'dead') {
    return (
      <DeadLink title="Reset password" message={link.message}>
        <ButtonLink href={paths.forgotPassword()} variant="primary" isFullWidth>
          Ask for a new link
        </ButtonLink>
      </DeadLink>
    )
  }
  return (
    <AuthShell
      title="Reset password"
      description="Choose another password. All devices are then signed out, and your API keys revoked."
    >
      <Form
        schema={() => import('@/lib/passwords/schema').then((file) => file.resetPasswordForm)}
        defaultValues={{ password: '' }}
        action={(values) => resetPasswordAction({ ...values, token })}
        onSuccess={setDone}
        submitLabel="Set new password"
        layout="card"
      >
        <UsernameHint email={link.email} label="Email" />
        <NewPasswordField label="New password" personal={[link.email]} />
      </Form>
    </AuthShell>
  )
}

function PasswordWasReset({ revokedKeys }: { revokedKeys: number }) {
  return (
    <AuthShell title="Password changed">
      <div role="status" className="grid gap-4">
        <p className="text-center">Your new password is set, and all devices were signed out.</p>
        {revokedKeys > 0 && (
          <p className="text-center">
            {countOf(revokedKeys, 'API key')} of yours {revokedKeys === 1 ? 'was' : 'were'} revoked. Create
            new ones for what still needs them.
          </p>
        )}
        <ButtonLink href={paths.signIn()} variant="primary" isFullWidth>
          Sign in
        </ButtonLink>
      </div>
    </AuthShell>
  )
}
