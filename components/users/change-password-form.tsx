'use client'
import { useState } from 'react'
import { Form } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { changePasswordAction } from '@/lib/passwords/actions'
import { sessionKeys } from '@/lib/sessions/queries'
import { NewPasswordField } from './new-password-field'

type ChangePasswordFormProps = { name: string; email: string }

export function ChangePasswordForm({ name, email }: ChangePasswordFormProps) {
  const [changes, setChanges] = useState(0)
  const { submit } = useActionMutation(changePasswordAction, {
    invalidates: [sessionKeys.all()],
    successMessage: ({ endedSessions }) => `Your password is changed${endedText(endedSessions)}.`,
    // A form of its own for each change: what was typed does not stay.
    onSuccess: () => setChanges(changes + 1),
  })
  return (
    <Form
      key={changes}
      label="Password"
      schema={() => import('@/lib/passwords/schema').then((file) => file.changePasswordInput)}
      defaultValues={{ currentPassword: '', password: '' }}
      action={submit}
      submitLabel="Change password"
    >
      {/* For password managers, which want to know whose password it is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField name="currentPassword" label="Current password" autoComplete="current-password" />
      <NewPasswordField label="New password" personal={[name, email]} />
    </Form>
  )
}

function endedText(endedSessions: number): string {
  if (endedSessions === 0) return ''
  return endedSessions === 1
    ? ', and one other device was signed out'
    : `, and ${endedSessions} other devices were signed out`
}
