'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { useAccountWord } from '@/components/accounts/account-kind'
import { WorkspaceChoice } from '@/components/workspaces/workspace-choice'
import { ErrorState } from '@/components/feedback/error-state'
import { Choice } from '@/components/ui/choice'
import type { ChoiceOption } from '@/components/ui/choice-options'
import { Skeleton } from '@/components/ui/skeleton'
import type { PermissionChoice } from '@/lib/members/explain'
import { questionOf, type explanationQuery, type Question } from '@/lib/members/member-queries'
import type { PermissionExplanation } from '@/lib/members/schema'
import type { WorkspaceReference } from '@/lib/workspaces/schema'
import { PermissionAnswer } from './permission-answer'

type PermissionQuestionProps = {
  accountId: string
  handle: string
  /** Of whom it is asked. */
  name: string
  explanation: (question: Question) => ReturnType<typeof explanationQuery>
  /** Everything one may ask about. */
  permissions: PermissionChoice[]
}

/** "Can NAME do PERMISSION in WORKSPACE?", asked in the URL and answered with everything that has a say in it. */
export function PermissionQuestion(props: PermissionQuestionProps) {
  const { accountId, handle, name, explanation, permissions } = props
  const [asked, setAsked] = useQueryStates(
    { permission: parseAsString, workspace: parseAsString },
    { history: 'replace', shallow: true },
  )
  const word = useAccountWord()
  const chosen = permissions.find(({ id }) => id === asked.permission) ?? null
  const question = questionOf(asked, permissions)
  const { data, error, refetch } = useQuery({
    ...explanation(question ?? { permission: '', workspaceId: null }),
    enabled: question !== null,
  })
  const [picked, setPicked] = useState<WorkspaceReference | null>(null)
  const workspace = [picked, data?.workspace ?? null].find((one) => one?.id === asked.workspace) ?? null

  return (
    <div className="rounded-md border border-line bg-surface">
      <form
        aria-labelledby="why"
        onSubmit={(event) => event.preventDefault()}
        className="grid gap-4 p-4 sm:grid-cols-2 sm:p-5"
      >
        <Choice
          label="Permission"
          searchLabel="Search permissions"
          placeholder="Choose what to ask about"
          options={permissions.map((permission) => optionOf(permission, word))}
          value={chosen && optionOf(chosen, word)}
          onValueChange={({ value }) => void setAsked({ permission: value })}
        />
        {chosen?.level === 'organization' ? (
          <p className="self-end pb-1.5 text-sm text-muted">
            Held in the {word} as a whole, whatever the workspace.
          </p>
        ) : (
          <WorkspaceChoice
            accountId={accountId}
            value={workspace}
            onValueChange={(next) => {
              setPicked(next)
              void setAsked({ workspace: next.id })
            }}
          />
        )}
      </form>
      <p role="status" className="sr-only">
        {question && data ? data.sentence : ''}
      </p>
      <div className="border-t border-line">
        <Answer
          hint={hintOf(asked, chosen, name)}
          explanation={data}
          error={error}
          onRetry={() => void refetch()}
          handle={handle}
        />
      </div>
    </div>
  )
}

type Asked = { permission: string | null; workspace: string | null }

/** What is still to choose, or null when the question is complete. */
function hintOf({ permission, workspace }: Asked, chosen: PermissionChoice | null, name: string) {
  if (permission === null) return `Choose what you want to know whether ${name} may do.`
  if (chosen === null) return `There is no permission ${permission}. Choose another one.`
  if (chosen.level === 'workspace' && workspace === null)
    return 'Choose a workspace: this permission is held in each one apart.'
  return null
}

function optionOf({ id, title, level }: PermissionChoice, accountWord: string): ChoiceOption {
  const group = level === 'organization' ? `In the ${accountWord}` : 'In a workspace'
  return { value: id, label: title, hint: id, group }
}

type AnswerProps = {
  hint: string | null
  explanation: PermissionExplanation | undefined
  error: unknown
  onRetry: () => void
  handle: string
}

function Answer({ hint, explanation, error, onRetry, handle }: AnswerProps) {
  if (hint !== null) return <p className="p-4 text-muted sm:px-5">{hint}</p>
  if (explanation) return <PermissionAnswer explanation={explanation} handle={handle} />
  if (error) return <ErrorState title="This cannot be answered" error={error} onRetry={onRetry} />
  return (
    <div aria-busy className="grid gap-4 p-4 sm:px-5">
      <Skeleton width="long" />
      <Skeleton height="block" width="full" />
    </div>
  )
}
