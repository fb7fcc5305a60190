'use client'
import { Form } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { EmailField } from './email-field'
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
      <EmailField />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        aside={<TextLink href={paths.forgotPassword()}>Forgot password?</TextLink>}
      />
    </Form>
  )
}
