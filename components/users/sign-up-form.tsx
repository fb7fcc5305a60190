'use client'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { signUpAction, signUpThroughInvitationAction } from '@/lib/sign-ups/actions'
import type { SignUpResult } from '@/lib/sign-ups/schema'
import { EmailField } from './email-field'
import { NewPasswordField } from './new-password-field'
import { UsernameHint } from './username-hint'

type SignUpFormProps = { returnTo: string; onDone: (result: SignUpResult) => void }

export function SignUpForm({ returnTo, onDone }: SignUpFormProps) {
  return (
    <Form
      schema={() => import('@/lib/sign-ups/schema').then((file) => file.signUpForm)}
      defaultValues={{ name: '', email: '', password: '' }}
      action={(values) => signUpAction({ ...values, returnTo })}
      onSuccess={onDone}
      submitLabel="Create account"
      layout="card"
    >
      <TextField name="name" label="Name" autoComplete="name" />
      <EmailField />
      <NewPasswordField label="Password" />
    </Form>
  )
}

type InvitedSignUpFormProps = { token: string; email: string; onDone: (result: SignUpResult) => void }

/** The address is the invitation's and cannot be changed. */
export function InvitedSignUpForm({ token, email, onDone }: InvitedSignUpFormProps) {
  return (
    <Form
      schema={() => import('@/lib/sign-ups/schema').then((file) => file.invitedSignUpForm)}
      defaultValues={{ name: '', password: '' }}
      action={(values) => signUpThroughInvitationAction({ ...values, invitation: token })}
      onSuccess={onDone}
      submitLabel="Create account"
      layout="card"
    >
      <UsernameHint email={email} label="Email" />
      <TextField name="name" label="Name" autoComplete="name" />
      <NewPasswordField label="Password" personal={[email]} />
    </Form>
  )
}
