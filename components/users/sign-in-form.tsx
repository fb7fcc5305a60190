'use client'
import { Form } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextField } from '@/components/form/text-field'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { enterConsole } from './enter-console'

// Loaded with the first press: next-auth's client and the parser of its answers are no part of showing the form.
async function signIn(credentials: { email: string; password: string }) {
  const { requestSignIn } = await import('@/lib/client/request-sign-in')
  return requestSignIn(credentials)
}

export function SignInForm({ returnTo }: { returnTo: string }) {
  return (
    <Form
      schema={() => import('@/lib/sessions/schema').then((file) => file.signInForm)}
      defaultValues={{ email: '', password: '' }}
      action={signIn}
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
