'use client'
import { Form } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { TextLink } from '@/components/ui/text-link'
import { requestSignIn } from '@/lib/client/request-sign-in'
import { paths } from '@/lib/paths'
import { signInForm } from '@/lib/sessions/schema'
import { enterConsole } from './enter-console'

export function SignInForm({ returnTo }: { returnTo: string }) {
  return (
    <Form
      schema={signInForm}
      defaultValues={{ email: '', password: '' }}
      action={requestSignIn}
      onSuccess={() => enterConsole(returnTo)}
      submitLabel="Sign in"
      layout="card"
    >
      <TextField
        name="email"
        label="Email"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
      />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        aside={<TextLink href={paths.forgotPassword()}>Forgot password?</TextLink>}
      />
    </Form>
  )
}
