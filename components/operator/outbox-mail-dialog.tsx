'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorState } from '@/components/feedback/error-state'
import { Dialog } from '@/components/ui/dialog'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs } from '@/components/ui/tabs'
import { mailQueries } from '@/lib/mail/queries'
import type { OutboxMail } from '@/lib/mail/schema'

type OutboxMailDialogProps = { id: string | null; onClose: () => void }

/** One message as it was or would be sent. */
export function OutboxMailDialog({ id, onClose }: OutboxMailDialogProps) {
  const { data, error, refetch } = useQuery({ ...mailQueries.one(id ?? ''), enabled: id !== null })
  return (
    <Dialog
      isOpen={id !== null}
      onOpenChange={onClose}
      title={data?.subject ?? 'Mail'}
      description={data?.recipient}
      size="large"
    >
      {data ? <MailParts mail={data} /> : null}
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton width="full" height="block" /> : null}
    </Dialog>
  )
}

function MailParts({ mail }: { mail: OutboxMail }) {
  const [part, setPart] = useState('text')
  return (
    <>
      {mail.is_link_shown ? null : (
        <p className="mb-3 text-sm text-muted">
          The secret part of the link is left out: it is only for the recipient.
        </p>
      )}
      <Tabs
        label="Parts of the mail"
        value={part}
        onValueChange={setPart}
        tabs={[
          {
            value: 'text',
            label: 'Text',
            content: (
              <pre
                // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- A part that scrolls is reached by the keyboard.
                tabIndex={0}
                className="max-h-[60dvh] overflow-auto rounded-md border border-line bg-subtle p-3 font-mono text-sm wrap-anywhere whitespace-pre-wrap"
              >
                {mail.text}
              </pre>
            ),
          },
          {
            value: 'html',
            label: 'As it looks',
            // Without scripts and without an origin, whatever the message holds.
            content: (
              <iframe
                title="The mail as it looks"
                sandbox=""
                srcDoc={mail.html}
                className="h-[60dvh] w-full rounded-md border border-line bg-white"
              />
            ),
          },
        ]}
      />
    </>
  )
}
