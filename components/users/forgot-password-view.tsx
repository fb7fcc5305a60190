'use client'
import { useState } from 'react'
import { Form } from '@/components/form/form'
import { AuthShell } from '@/components/shell/auth-shell'
import { TextLink } from '@/components/ui/text-link'
import { requestPasswordResetAction } from '@/lib/passwords/actions'
import { paths } from '@/lib/paths'
import { EmailField } from './email-field'
import { MailboxNote } from './mailbox-note'

export function ForgotPasswordView({ sendsMail }: { sendsMail: boolean }) {
  const [askedFor, setAskedFor] = useState<string | null>(null)
  const footer = <TextLink href={paths.signIn()}>Back to sign in</TextLink>
  if (askedFor !== null) {
    return (
      <AuthShell title={sendsMail ? 'Check your mailbox' : 'Ask the operator'} footer={footer}>
        <MailboxNote
          hint={
            sendsMail
              ? 'It works for an hour. Nothing there? Look among the junk mail, or check the address.'
              : operatorHint
          }
          again={{ label: 'Use another address', onPress: () => setAskedFor(null) }}
        >
          If <strong className="wrap-anywhere">{askedFor}</strong> has an account, a link to reset its
          password {sendsMail ? 'is on its way.' : 'is being made.'}
        </MailboxNote>
      </AuthShell>
    )
  }
  return (
    <AuthShell
      title="Forgot password"
      description={sendsMail ? 'We mail you a link to choose another one.' : operatorHint}
      footer={footer}
    >
      <Form
        schema={() => import('@/lib/passwords/schema').then((file) => file.requestPasswordResetInput)}
        defaultValues={{ email: '' }}
        action={requestPasswordResetAction}
        onSuccess={({ email }) => setAskedFor(email)}
        submitLabel="Send reset link"
        layout="card"
      >
        <EmailField />
      </Form>
    </AuthShell>
  )
}

const operatorHint =
  'This installation sends no mail: its operator finds the link in the outbox and can give it to you. It works for an hour.'
