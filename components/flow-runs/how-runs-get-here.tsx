'use client'
import { Workflow } from 'lucide-react'
import { useId } from 'react'
import { useAccountWord } from '@/components/accounts/account-kind'
import { CopyButton } from '@/components/ui/copy-button'
import { SecretText } from '@/components/ui/secret-text'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'

type HowRunsGetHereProps = { workspace: Pick<WorkspaceDetail, 'name' | 'account'>; command: string }

/** In a workspace without any flow: what it is for, and the first step. */
export function HowRunsGetHere({ workspace: { name, account }, command }: HowRunsGetHereProps) {
  const id = useId()
  const isOrganization = useAccountWord() === 'organization'
  return (
    <section aria-labelledby="runs" className="mb-8 rounded-md border border-line bg-surface p-4 sm:p-6">
      <div className="flex items-start gap-3">
        <Workflow aria-hidden className="mt-0.5 size-5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <h2 id="runs" className="text-md font-semibold">
            No flow has run here yet
          </h2>
          <p className="mt-1 max-w-2xl text-pretty text-muted">
            Flows run where you run them, and report to {name}: each run then appears here with its states and
            its logs.
          </p>
          <ol className="mt-4 grid max-w-3xl list-decimal gap-4 pl-4 marker:text-faint">
            <li className="pl-1">
              Take an API key:{' '}
              {isOrganization ? (
                <>
                  of a <TextLink href={paths.serviceAccounts(account.handle)}>service account</TextLink> that
                  was added to this workspace, or{' '}
                  <TextLink href={paths.profileApiKeys()}>one of your own</TextLink>
                </>
              ) : (
                <TextLink href={paths.profileApiKeys()}>one of your own</TextLink>
              )}
              .
            </li>
            <li className="pl-1">
              <p id={id} className="mb-1.5">
                Where the flows are executed, set the address and the key:
              </p>
              <div className="flex flex-col items-start gap-2 sm:flex-row">
                <SecretText value={command} labelledBy={id} />
                <CopyButton value={command} label="Copy command" />
              </div>
            </li>
            <li className="pl-1">Run a flow. It shows up within seconds.</li>
          </ol>
        </div>
      </div>
    </section>
  )
}
