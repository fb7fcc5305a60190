'use client'
import { Form } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { AuthShell } from '@/components/shell/auth-shell'
import { TextLink } from '@/components/ui/text-link'
import { UsernameHint } from '@/components/users/username-hint'
import { paths } from '@/lib/paths'

type ProveAccountProps = { email: string; organizationName: string; onProven: () => void }

async function signIn(credentials: { email: string; password: string }) {
  const { requestSignIn } = await import('@/lib/client/request-sign-in')
  return requestSignIn(credentials)
}

/** Asks once for the password of the account that is to be connected: the provider's word alone is not enough for this address. */
export function ProveAccount({ email, organizationName, onProven }: ProveAccountProps) {
  return (
    <AuthShell
      title="Connect your account"
      description={
        <>
          The single sign-on of {organizationName} says that you are <b>{email}</b>. Sign in to that account
          once with its password; from then on single sign-on is enough.
        </>
      }
      footer={<TextLink href={paths.signIn()}>Back to sign in</TextLink>}
    >
      <Form
        schema={() => import('@/lib/sessions/schema').then((file) => file.signInForm)}
        defaultValues={{ email, password: '' }}
        action={signIn}
        onSuccess={onProven}
        submitLabel="Connect and sign in"
        layout="card"
      >
        <UsernameHint email={email} label="Email" />
        <PasswordField
          name="password"
          label="Password"
          autoComplete="current-password"
          aside={<TextLink href={paths.forgotPassword()}>Forgot password?</TextLink>}
        />
      </Form>
    </AuthShell>
  )
}
