'use client'
import { Form } from '@/components/form/form'
import { confirmEmailVerificationAction } from '@/lib/email-verifications/actions'
import { enterConsole } from './enter-console'

export function ConfirmAddressForm({ token }: { token: string }) {
  return (
    <Form
      schema={() =>
        import('@/lib/email-verifications/schema').then((file) => file.confirmEmailVerificationForm)
      }
      defaultValues={{}}
      action={() => confirmEmailVerificationAction({ token })}
      onSuccess={({ returnTo }) => enterConsole(returnTo)}
      submitLabel="Verify email"
      layout="card"
    >
      <p className="text-center text-muted">Nothing is confirmed until you press the button.</p>
    </Form>
  )
}
