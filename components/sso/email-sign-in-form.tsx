'use client'
import { Form } from '@/components/form/form'
import { Button } from '@/components/ui/button'
import { EmailField } from '@/components/users/email-field'
import { startByEmailAction } from '@/lib/sso/actions'

type EmailSignInFormProps = { returnTo: string; onBack: () => void }

/** Asks for the address, whose domain leads to the identity provider. */
export function EmailSignInForm({ returnTo, onBack }: EmailSignInFormProps) {
  return (
    <Form
      schema={() => import('@/lib/sso/sign-in-schema').then((file) => file.startByEmailInput)}
      defaultValues={{ email: '', returnTo }}
      action={startByEmailAction}
      onSuccess={({ url }) => window.location.assign(url)}
      submitLabel="Continue with single sign-on"
      secondaryAction={
        <Button variant="ghost" isFullWidth onClick={onBack}>
          Sign in with a password
        </Button>
      }
      layout="card"
    >
      <EmailField />
    </Form>
  )
}
