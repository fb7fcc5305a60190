import type { ReactNode } from 'react'
import { FormAlertText } from '@/components/form/form-alert-text'
import { Skeleton } from '@/components/ui/skeleton'
import { countOf, countText } from '@/lib/format'
import type { TransferPreview, WorkspaceDetail } from '@/lib/workspaces/schema'

type TransferPreviewViewProps = {
  preview: TransferPreview | undefined
  error: Error | null
  workspace: WorkspaceDetail
}

/** What a transfer would do, the losses first. */
export function TransferPreviewView({ preview, error, workspace }: TransferPreviewViewProps) {
  return (
    <section aria-label="What changes" aria-live="polite" className="min-w-0">
      {error ? <FormAlertText message={error.message} /> : null}
      {!preview && !error ? <Skeleton width="full" height="block" /> : null}
      {preview ? <Effects preview={preview} workspace={workspace} /> : null}
    </section>
  )
}

function Effects({ preview, workspace }: { preview: TransferPreview; workspace: WorkspaceDetail }) {
  const { account, moving, lost, lostCount, default_role, default_role_note, invitations, runs_note } =
    preview
  return (
    <div className="rounded-md border border-line bg-subtle">
      {lostCount > 0 ? (
        <div className="border-b border-line p-3">
          <p className="font-medium text-danger">
            {lostCount === 1
              ? 'One of those who were added loses access'
              : `${countText(lostCount)} of those who were added lose access`}
          </p>
          <Losses lost={lost.slice(0, shownAtOnce)} />
          {lost.length > shownAtOnce ? (
            <details className="mt-1 text-sm">
              <summary className="text-muted">{lost.length - shownAtOnce} more</summary>
              <Losses lost={lost.slice(shownAtOnce)} />
            </details>
          ) : null}
          {lostCount > lost.length ? (
            <p className="mt-1 text-sm text-muted">And {lostCount - lost.length} more.</p>
          ) : null}
        </div>
      ) : null}
      <dl className="grid gap-2 p-3 sm:gap-1">
        <Effect term="Direct access">
          {moving > 0 ? `${countOf(moving, 'member keeps', 'members keep')} it` : 'Nobody keeps any'}
          {lostCount === 0 ? ', and none ends' : ''}
        </Effect>
        <Effect term={`Anyone at ${account.name}`}>
          {default_role ?? 'No access'}
          {default_role_note ? <span className="block text-sm text-muted">{default_role_note}</span> : null}
        </Effect>
        <Effect term={`Everybody else at ${workspace.account.name}`}>Can no longer open it</Effect>
        {runs_note ? <Effect term="Flow runs">{runs_note}</Effect> : null}
        {invitations > 0 ? (
          <Effect term="Pending invitations">
            {countOf(invitations, 'invitation does', 'invitations do')} not name it any more
          </Effect>
        ) : null}
      </dl>
    </div>
  )
}

const shownAtOnce = 5

function Losses({ lost }: Pick<TransferPreview, 'lost'>) {
  return (
    <ul className="mt-1 grid gap-1">
      {lost.map(({ name, role, reason }, index) => (
        <li key={`${name} ${index}`} className="text-sm">
          <span className="font-medium">{name}</span>, {role}. <span className="text-muted">{reason}</span>
        </li>
      ))}
    </ul>
  )
}

function Effect({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="sm:grid sm:grid-cols-2 sm:gap-4">
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
