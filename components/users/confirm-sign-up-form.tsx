'use client'
import { Form } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { confirmSignUpAction } from '@/lib/sign-ups/actions'
import { enterConsole } from './enter-console'
import { UsernameHint } from './username-hint'

type ConfirmSignUpFormProps = { token: string; email: string; needsPassword: boolean }

/** In the browser that signed up a button is enough; in another the password shows that it is the same person. */
export function ConfirmSignUpForm({ token, email, needsPassword }: ConfirmSignUpFormProps) {
  if (!needsPassword) {
    return (
      <Form
        schema={() => import('@/lib/sign-ups/schema').then((file) => file.confirmSignUpHere)}
        defaultValues={{}}
        action={() => confirmSignUpAction({ token })}
        onSuccess={({ returnTo }) => enterConsole(returnTo)}
        submitLabel="Verify email"
        layout="card"
      >
        <p className="text-center text-muted">Nothing is confirmed until you press the button.</p>
      </Form>
    )
  }
  return (
    <Form
      schema={() => import('@/lib/sign-ups/schema').then((file) => file.confirmSignUpForm)}
      defaultValues={{ password: '' }}
      action={(values) => confirmSignUpAction({ ...values, token })}
      onSuccess={({ returnTo }) => enterConsole(returnTo)}
      submitLabel="Verify email"
      layout="card"
    >
      <UsernameHint email={email} label="Email" />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        hint="The one chosen when signing up, because this is another browser. If it was not you who signed up, leave this page and sign up yourself."
      />
    </Form>
  )
}
